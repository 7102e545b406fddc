import { describe, expect, test } from '@jest/globals';
import { type Decider, handle } from './decider.js';
import { RevisionConflict } from '../store/event-store.js';
import { MemoryEventStore } from '../store/memory-event-store.js';

type Counted = { type: 'Counted'; data: { by: number } };

const counter: Decider<number, { add: number }, Counted> = {
  initial: 0,
  decide: ({ add }, total) => {
    if (total + add > 10) throw new Error('too much');
    return add === 0 ? [] : [{ type: 'Counted', data: { by: add } }];
  },
  evolve: (total, event) => total + event.data.by,
};

describe('handling a command', () => {
  test('the answer holds the new events, the state after them and their position', async () => {
    const store = new MemoryEventStore();
    const first = await handle(store, 'counter-1', counter, { add: 3 });
    const second = await handle(store, 'counter-1', counter, { add: 4 }, { correlationId: 'c' });
    expect([first.state, second.state, second.events]).toEqual([3, 7, [{ type: 'Counted', data: { by: 4 } }]]);
    const events = await store.read('counter-1');
    expect(second.position).toBe(events[1]!.position);
    expect(events[1]!.metadata).toEqual({ correlationId: 'c' });
  });

  test('a command that changes nothing stores nothing', async () => {
    const store = new MemoryEventStore();
    expect(await handle(store, 'counter-1', counter, { add: 0 })).toEqual({ events: [], state: 0, position: null });
    expect(await store.read('counter-1')).toEqual([]);
  });

  test('a refusal stores nothing and reaches the caller', async () => {
    const store = new MemoryEventStore();
    await expect(handle(store, 'counter-1', counter, { add: 11 })).rejects.toThrow('too much');
    expect(await store.read('counter-1')).toEqual([]);
  });

  test('commands at the same time are each decided on what the others left', async () => {
    const store = new MemoryEventStore();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () => handle(store, 'counter-1', counter, { add: 2 })),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(5);
    expect(await store.read('counter-1')).toHaveLength(5);
  });

  test('a conflict that does not end is given up', async () => {
    class Contended extends MemoryEventStore {
      override append(stream: string): Promise<never> {
        return Promise.reject(new RevisionConflict(stream, 'none', 0));
      }
    }
    await expect(handle(new Contended(), 'counter-1', counter, { add: 1 })).rejects.toBeInstanceOf(RevisionConflict);
  });
});
