import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type DomainEvent, type EventStore, RevisionConflict, type StoredEvent, StreamGone } from './event-store.js';
import { UnstorableEvent } from './failures.js';
import { eventually } from '../testing/eventually.js';
import { View } from '../aggregate/view.js';

const happened = (n: number): DomainEvent => ({ type: 'Happened', data: { n } });
const numbers = (events: StoredEvent[]): number[] => events.map((event) => (event.data as { n: number }).n);

/**
 * What every adapter of the event store port guarantees. Streams have names of their own, so a used store is welcome.
 */
export function eventStoreFeatures(name: string, open: () => Promise<EventStore>): void {
  describe(name, () => {
    let store: EventStore;
    const run = randomUUID().slice(0, 8);
    let streams = 0;
    const newStream = (): string => `feature${run}-${++streams}`;

    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    test('a stream that does not exist reads as empty', async () => {
      expect(await store.read(newStream())).toEqual([]);
    });

    test('events come back in order with everything they were stored with', async () => {
      const stream = newStream();
      const id = randomUUID();
      const appended = await store.append(
        stream,
        [{ id, type: 'Happened', data: { n: 1, text: 'ünïcode ✓' } }, happened(2)],
        {
          expected: 'none',
          metadata: { actor: { kind: 'platform', service: 'registry' } as never, correlationId: 'c-1' },
        },
      );
      const events = await store.read(stream);
      expect(events.map((event) => event.revision)).toEqual([0, 1]);
      expect(events[0]).toMatchObject({
        id,
        stream,
        type: 'Happened',
        data: { n: 1, text: 'ünïcode ✓' },
        metadata: { correlationId: 'c-1' },
      });
      expect(Math.abs(Date.now() - Date.parse(events[0]!.createdAt))).toBeLessThan(3_600_000);
      expect(events[1]!.position).toBe(appended.position);
      expect(appended.revision).toBe(1);
      expect(events[1]!.position > events[0]!.position).toBe(true);
    });

    test('an append that expects another revision stores nothing and says where the stream is', async () => {
      const stream = newStream();
      await expect(store.append(stream, [happened(1)], { expected: 0 })).rejects.toMatchObject({
        name: 'RevisionConflict',
        stream,
        expected: 0,
        actual: -1,
      });
      await store.append(stream, [happened(1)], { expected: 'none' });
      await expect(store.append(stream, [happened(2)], { expected: 'none' })).rejects.toMatchObject({
        expected: 'none',
        actual: 0,
      });
      await expect(store.append(stream, [happened(2)], { expected: 5 })).rejects.toBeInstanceOf(RevisionConflict);
      await store.append(stream, [happened(2)], { expected: 0 });
      await store.append(stream, [happened(3)], { expected: 'any' });
      expect(numbers(await store.read(stream))).toEqual([1, 2, 3]);
    });

    test('of many appends that expect the same revision exactly one is stored', async () => {
      const stream = newStream();
      await store.append(stream, [happened(0)], { expected: 'none' });
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => store.append(stream, [happened(n)], { expected: 0 })),
      );
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      expect(await store.read(stream)).toHaveLength(2);
    });

    test.each(['none', 'any', 0] as const)(
      'the same events appended again with expected %s are stored once',
      async (expected) => {
        const stream = newStream();
        if (expected === 0) await store.append(stream, [happened(0)], { expected: 'none' });
        const events = [
          { id: randomUUID(), ...happened(1) },
          { id: randomUUID(), ...happened(2) },
        ];
        const first = await store.append(stream, events, { expected });
        const second = await store.append(stream, events, { expected });
        expect(second).toEqual(first);
        expect(numbers(await store.read(stream)).slice(-2)).toEqual([1, 2]);
      },
    );

    test.each([
      ['a bigint', { n: 1n }],
      ['undefined', undefined],
      ['a function', () => 1],
    ])('data that is %s is refused, and the store goes on working', async (_, data) => {
      const stream = newStream();
      await expect(store.append(stream, [{ type: 'Happened', data }], { expected: 'none' })).rejects.toBeInstanceOf(
        UnstorableEvent,
      );
      await store.append(stream, [happened(1)], { expected: 'none' });
      expect(await store.read(stream)).toHaveLength(1);
    });

    test('data with a cycle is refused', async () => {
      const data: Record<string, unknown> = {};
      data.self = data;
      await expect(
        store.append(newStream(), [{ type: 'Happened', data }], { expected: 'none' }),
      ).rejects.toBeInstanceOf(UnstorableEvent);
    });

    test('a tombstoned stream reads as empty, takes no more events and can be tombstoned again', async () => {
      const stream = newStream();
      await store.append(stream, [happened(1)], { expected: 'none' });
      await store.tombstone(stream);
      await store.tombstone(stream);
      expect(await store.read(stream)).toEqual([]);
      for (const expected of ['any', 'none', 0] as const) {
        await expect(store.append(stream, [happened(2)], { expected })).rejects.toBeInstanceOf(StreamGone);
      }
    });

    test('following hands over what is stored, says that it caught up, and goes on with what is appended', async () => {
      const [mine, other] = [newStream(), newStream()];
      await store.append(mine, [happened(1), happened(2)], { expected: 'none' });
      await store.append(`x${mine}`, [happened(9)], { expected: 'none' });
      const seen: StoredEvent[] = [];
      const following = store.follow({ prefixes: [mine, other], onEvent: (event) => void seen.push(event) });
      await following.caughtUp;
      expect(numbers(seen)).toEqual([1, 2]);
      await store.append(other, [happened(3)], { expected: 'none' });
      const { position } = await store.append(mine, [happened(4)], { expected: 1 });
      await eventually(() => following.position === position);
      expect(numbers(seen)).toEqual([1, 2, 3, 4]);
      expect(seen.map((event) => event.position)).toEqual(
        seen.map((event) => event.position).sort((a, b) => (a < b ? -1 : 1)),
      );
      expect(following.connected).toBe(true);
      await following.stop();
      await store.append(mine, [happened(5)], { expected: 2 });
      expect(seen).toHaveLength(4);
    });

    test('following resumes right after a position, without a gap and without a repetition', async () => {
      const stream = newStream();
      await store.append(stream, [happened(1), happened(2), happened(3)], { expected: 'none' });
      const [, second] = await store.read(stream);
      const seen: StoredEvent[] = [];
      const following = store.follow({
        prefixes: [stream],
        from: second!.position,
        of: await store.identity(),
        onEvent: (event) => void seen.push(event),
      });
      await following.caughtUp;
      expect(numbers(seen)).toEqual([3]);
      await following.stop();
    });

    test('a position taken from another store is not resumed from', async () => {
      const stream = newStream();
      const { position } = await store.append(stream, [happened(1), happened(2)], { expected: 'none' });
      const seen: StoredEvent[] = [];
      const following = store.follow({
        prefixes: [stream],
        from: position,
        of: randomUUID(),
        onEvent: (event) => void seen.push(event),
      });
      await following.caughtUp;
      expect(numbers(seen)).toEqual([1, 2]);
      await following.stop();
    });

    test('an event whose handling fails is handed over again, before any later one', async () => {
      const stream = newStream();
      await store.append(stream, [happened(1), happened(2)], { expected: 'none' });
      const attempts: number[] = [];
      const failures: string[] = [];
      const following = store.follow({
        prefixes: [stream],
        onEvent: (event) => {
          attempts.push(...numbers([event]));
          if (attempts.length < 3) throw new Error('not yet');
        },
        onError: (error) => void failures.push((error as Error).message),
      });
      await following.caughtUp;
      expect(attempts).toEqual([1, 1, 1, 2]);
      expect(failures).toEqual(['not yet', 'not yet']);
      await following.stop();
    });

    test('following says how many events it is behind', async () => {
      const stream = newStream();
      await store.append(stream, [happened(1), happened(2), happened(3)], { expected: 'none' });
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const seen: StoredEvent[] = [];
      const following = store.follow({ prefixes: [stream], onEvent: async (event) => (seen.push(event), await held) });
      await eventually(() => seen.length === 1);
      expect(await following.behind()).toBe(3);
      release();
      await following.caughtUp;
      expect(await following.behind()).toBe(0);
      await following.stop();
    });

    test('a view answers for everything stored before, and makes a writer see its own events', async () => {
      const stream = newStream();
      await store.append(stream, [happened(1)], { expected: 'none' });
      let sum = 0;
      const view = new View(store, [stream], (event) => (sum += numbers([event])[0]!));
      await view.start();
      expect(sum).toBe(1);
      for (let n = 0; n < 20; n++) {
        const { position } = await store.append(stream, [happened(1)], { expected: n });
        await view.reach(position);
        expect(sum).toBe(n + 2);
      }
      await view.stop();
    });

    test('the identity of a store stays the same', async () => {
      const identity = await store.identity();
      expect(identity).toMatch(/\S/);
      expect(await store.identity()).toBe(identity);
    });

    test('a store that answers can be pinged', async () => {
      await store.ping();
    });
  });
}
