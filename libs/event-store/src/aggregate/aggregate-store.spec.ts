import { describe, expect, test } from '@jest/globals';
import type { Actor } from '@toolyard/contracts';
import { AggregateStore } from './aggregate-store.js';
import type { Decider } from './decider.js';
import { MemoryEventStore } from '../store/memory-event-store.js';
import { View } from './view.js';

type Counted = { type: 'Counted'; data: { by: number } };
type Add = { type: 'add'; by: number };

const counterDecider: Decider<number, Add, Counted> = {
  initial: 0,
  decide: ({ by }) => (by === 0 ? [] : [{ type: 'Counted', data: { by } }]),
  evolve: (total, event) => total + event.data.by,
};
const ada: Actor = { kind: 'user', id: 'ada', name: 'Ada' };

describe('executing a command', () => {
  test('the view holds the new events when it resolves', async () => {
    const store = new MemoryEventStore();
    const seen: string[] = [];
    const view = new View(store, ['counter-'], (event) => void seen.push(event.stream));
    await view.start();
    const counters = new AggregateStore(store, { decider: counterDecider, prefix: 'counter-', view });
    const { state } = await counters.execute('a', { type: 'add', by: 2 }, ada);
    expect([state, seen]).toEqual([2, ['counter-a']]);
    await view.stop();
  });

  test('stores who caused the change, and what the service adds to it', async () => {
    const store = new MemoryEventStore();
    const options = { decider: counterDecider, prefix: 'counter-' };
    await new AggregateStore(store, options).execute('a', { type: 'add', by: 1 }, ada);
    const metadata = (actor?: Actor) => ({ actor, correlationId: 'c' });
    await new AggregateStore(store, { ...options, metadata }).execute('a', { type: 'add', by: 1 }, ada);
    const events = await store.read('counter-a');
    expect(events.map((event) => event.metadata)).toEqual([{ actor: ada }, { actor: ada, correlationId: 'c' }]);
  });

  test('each id has a stream and a state of its own', async () => {
    const store = new MemoryEventStore();
    const counters = new AggregateStore(store, { decider: counterDecider, prefix: 'counter-' });
    await counters.execute('a', { type: 'add', by: 2 });
    const { state, position } = await counters.execute('b', { type: 'add', by: 0 });
    expect([state, position, await store.read('counter-b')]).toEqual([0, null, []]);
  });
});
