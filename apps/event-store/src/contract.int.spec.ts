import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { credentials } from '@grpc/grpc-js';
import {
  type AllStreamSubscription,
  type AppendExpectedRevision,
  binaryEvent,
  eventTypeFilter,
  EventStoreDBClient,
  type EventTypeToRecordedEvent,
  excludeSystemEvents,
  jsonEvent,
  type JSONEventType,
  type Position,
  streamNameFilter,
  type StreamSubscription,
} from '@eventstore/db-client';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { identityStream } from '@toolyard/event-store';
import { eventually } from '@toolyard/event-store/testing';
import { Sandbox } from './testing/event-store.fixture.js';
import { shared, type Streams, streams } from './grpc/protocol.js';
import { streamIdentifier } from './grpc/wire.js';

/**
 * The rules of an EventStoreDB server that Toolyard builds on, one by one. They are checked on the embedded server, or
 * on the cluster that EVENTSTORE_CONTRACT_URL (or EVENTSTORE_URL) names. Every test uses streams of its own, so a used
 * cluster is welcome.
 */
const clusterUrl = process.env.EVENTSTORE_CONTRACT_URL ?? process.env.EVENTSTORE_URL;
const onEmbedded = clusterUrl ? test.skip : test;
const where = clusterUrl ? 'a cluster' : 'the embedded server';

type Recorded = EventTypeToRecordedEvent<JSONEventType<string, { n: number }>>;
let sandbox: Sandbox | undefined;
let url: string;
let client: EventStoreDBClient;

beforeAll(async () => {
  if (clusterUrl) url = clusterUrl;
  else {
    sandbox = await Sandbox.create();
    url = (await sandbox.start()).url;
  }
  client = EventStoreDBClient.connectionString(url);
});
afterAll(async () => {
  await client.dispose();
  await sandbox?.remove();
});

const run = randomUUID().slice(0, 8);
let names = 0;
const newStream = (prefix = 'contract'): string => `${prefix}${run}-${++names}`;
const happened = (n: number, id: string = randomUUID()) => jsonEvent({ id, type: 'Happened', data: { n } });
const several = (count: number, from = 0) => Array.from({ length: count }, (_, n) => happened(from + n));

async function read(
  stream: string,
  options: Parameters<EventStoreDBClient['readStream']>[1] = {},
): Promise<Recorded[]> {
  const events: Recorded[] = [];
  for await (const { event } of client.readStream(stream, options)) events.push(event as Recorded);
  return events;
}
const numbers = (events: { data: unknown }[]): number[] => events.map((event) => (event.data as { n: number }).n);
const revisions = (events: Recorded[]): number[] => events.map((event) => Number(event.revision));

async function readAll(options: Parameters<EventStoreDBClient['readAll']>[0]): Promise<Recorded[]> {
  const events: Recorded[] = [];
  for await (const { event } of client.readAll(options)) if (event) events.push(event as Recorded);
  return events;
}

describe.each(['batch append', 'append'] as const)(`${where}: %s`, (way) => {
  /** The client appends one by one when the server does not offer batches. */
  let appender: EventStoreDBClient;
  beforeAll(() => {
    appender = EventStoreDBClient.connectionString(url);
    if (way === 'append') (appender as unknown as { supports: unknown }).supports = async () => false;
  });
  afterAll(() => appender.dispose());
  const append = (
    stream: string,
    events: Parameters<EventStoreDBClient['appendToStream']>[1],
    expectedRevision: AppendExpectedRevision = 'any',
  ) => appender.appendToStream(stream, events, { expectedRevision });

  test('answers with the last revision and a position that grows', async () => {
    const stream = newStream();
    const first = await append(stream, several(3), 'no_stream');
    const second = await append(stream, happened(3), 2n);
    expect([first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([2n, 3n]);
    expect(second.position!.commit > first.position!.commit).toBe(true);
    expect(numbers(await read(stream))).toEqual([0, 1, 2, 3]);
  });

  test('the position in the answer is that of the last event', async () => {
    const stream = newStream();
    const { position } = await append(stream, several(3));
    const [last] = await readAll({ fromPosition: position!, maxCount: 1 });
    expect([last!.streamId, numbers([last!])]).toEqual([stream, [2]]);
  });

  test.each([
    ['no_stream', true],
    ['any', true],
    ['stream_exists', false],
    [0n, false],
    [5n, false],
  ] as const)('a missing stream met with %s is accepted: %s', async (expected, accepted) => {
    const stream = newStream();
    const appended = append(stream, happened(1), expected);
    if (accepted) expect((await appended).success).toBe(true);
    else
      await expect(appended).rejects.toMatchObject({
        type: 'wrong-expected-version',
        streamName: stream,
        expectedVersion: expected,
        actualVersion: 'no_stream',
      });
  });

  test.each([
    ['no_stream', false],
    ['any', true],
    ['stream_exists', true],
    [0n, false],
    [1n, true],
    [2n, false],
  ] as const)('a stream at revision 1 met with %s is accepted: %s', async (expected, accepted) => {
    const stream = newStream();
    await append(stream, several(2));
    const appended = append(stream, happened(2), expected);
    if (accepted) expect((await appended).nextExpectedRevision).toBe(2n);
    else {
      await expect(appended).rejects.toMatchObject({
        type: 'wrong-expected-version',
        streamName: stream,
        expectedVersion: expected,
        actualVersion: 1n,
      });
      expect(await read(stream)).toHaveLength(2);
    }
  });

  test('of 20 appends at the same revision exactly one is stored', async () => {
    const stream = newStream();
    const outcomes = await Promise.allSettled(several(20).map((event) => append(stream, event, 'no_stream')));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(await read(stream)).toHaveLength(1);
  });

  test.each(['no_stream', 'any', 'stream_exists', 0n] as const)(
    'the same events again with %s succeed and are stored once',
    async (expected) => {
      const stream = newStream();
      if (expected === 'stream_exists' || expected === 0n) await append(stream, happened(-1));
      const events = several(3);
      const first = await append(stream, events, expected);
      const again = await append(stream, events, expected);
      expect([again.success, again.nextExpectedRevision]).toEqual([true, first.nextExpectedRevision]);
      expect(numbers(await read(stream)).slice(-3)).toEqual([0, 1, 2]);
    },
  );

  test('the same events again are recognised when others follow them already', async () => {
    const stream = newStream();
    const events = several(2);
    await append(stream, events, 'no_stream');
    await append(stream, happened(9), 1n);
    expect((await append(stream, events, 'no_stream')).nextExpectedRevision).toBe(1n);
    expect((await append(stream, events[1]!, 0n)).nextExpectedRevision).toBe(1n);
    expect(await read(stream)).toHaveLength(3);
  });

  test('an append at the exact end is never taken for a repetition', async () => {
    const stream = newStream();
    const event = happened(1);
    await append(stream, event, 'no_stream');
    expect((await append(stream, event, 0n)).nextExpectedRevision).toBe(1n);
  });

  test.each([
    ['no_stream', 'in another order'],
    ['no_stream', 'with a new one behind'],
    ['any', 'with a new one behind'],
  ] as const)('with %s, events that are there only in part (%s) are a conflict', async (expected, how) => {
    const stream = newStream();
    const [one, two] = [happened(1), happened(2)];
    await append(stream, [one, two], 'no_stream');
    await expect(
      append(stream, how === 'in another order' ? [two, one] : [one, two, happened(3)], expected),
    ).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 1n });
    expect(await read(stream)).toHaveLength(2);
  });

  test('an event id that another stream holds is a new event here', async () => {
    const [one, other] = [newStream(), newStream()];
    const event = happened(1);
    await append(one, event);
    expect((await append(other, event)).nextExpectedRevision).toBe(0n);
    expect(await read(other)).toHaveLength(1);
  });

  test('metadata does not count towards the size of an append', async () => {
    const text = 'x'.repeat(700_000);
    await append(newStream(), jsonEvent({ type: 'Large', data: { text }, metadata: { text } }));
  });

  test('one append takes almost 1 MiB', async () => {
    const stream = newStream();
    await append(stream, jsonEvent({ type: 'Large', data: { text: 'x'.repeat(1024 * 1024 - 1_000) } }));
    expect(((await read(stream))[0]!.data as unknown as { text: string }).text).toHaveLength(1024 * 1024 - 1_000);
  });

  test.each([
    ['one event', [1024 * 1024]],
    ['several events together', [400_000, 400_000, 400_000]],
  ])('an append beyond 1 MiB (%s) is refused with the limit, and nothing is stored', async (_, sizes) => {
    const stream = newStream();
    await expect(
      append(
        stream,
        sizes.map((size) => jsonEvent({ type: 'Large', data: { text: 'x'.repeat(size) } })),
      ),
    ).rejects.toMatchObject({ type: 'maximum-append-size-exceeded', maxAppendSize: 1024 * 1024 });
    await expect(read(stream)).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  test('data, metadata, ids, types and times come back as they were', async () => {
    const stream = newStream('contract-ünïcode');
    const id = randomUUID();
    await append(stream, [
      jsonEvent({ id, type: 'Ünïcode', data: { text: 'ünïcode ✓', nested: [1, null] }, metadata: { by: 'ünïcode ✓' } }),
      binaryEvent({ type: 'Bytes', data: Buffer.from([0, 255, 1]), metadata: Buffer.from([9, 0]) }),
      jsonEvent({ type: 'Bare', data: {} }),
    ]);
    const [one, two, three] = await read(stream);
    expect(one).toMatchObject({
      id,
      streamId: stream,
      type: 'Ünïcode',
      isJson: true,
      data: { text: 'ünïcode ✓', nested: [1, null] },
      metadata: { by: 'ünïcode ✓' },
    });
    expect(Math.abs(Date.now() - (one!.created as Date).getTime())).toBeLessThan(3_600_000);
    expect(two).toMatchObject({ type: 'Bytes', isJson: false });
    expect([...(two!.data as unknown as Uint8Array)]).toEqual([0, 255, 1]);
    expect([...(two!.metadata as Uint8Array)]).toEqual([9, 0]);
    expect(three!.metadata).toBeUndefined();
  });

  test('500 appends at the same time are all answered and all stored', async () => {
    const stream = newStream();
    await Promise.all(several(500).map((event) => append(stream, event)));
    expect(numbers(await read(stream)).sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, n) => n));
  });

  test('a tombstoned stream takes nothing, whatever is expected of it', async () => {
    const stream = newStream();
    await append(stream, happened(1));
    await client.tombstoneStream(stream);
    for (const expected of ['any', 'no_stream', 'stream_exists', 0n] as const) {
      await expect(append(stream, happened(2), expected)).rejects.toMatchObject({
        type: 'stream-deleted',
        streamName: stream,
      });
    }
  });

  test.each(['any', 'no_stream', 2n] as const)(
    'a soft-deleted stream takes an append with %s and continues its revisions',
    async (expected) => {
      const stream = newStream();
      await append(stream, several(3));
      await client.deleteStream(stream);
      expect((await append(stream, [happened(3), happened(4)], expected)).nextExpectedRevision).toBe(4n);
      const events = await read(stream);
      expect([revisions(events), numbers(events)]).toEqual([
        [3, 4],
        [3, 4],
      ]);
      expect((await client.getStreamMetadata(stream)).metadata).toMatchObject({ truncateBefore: 3 });
    },
  );

  test('a soft-deleted stream does not count as existing', async () => {
    const stream = newStream();
    await append(stream, happened(1));
    await client.deleteStream(stream);
    await expect(append(stream, happened(2), 'stream_exists')).rejects.toMatchObject({ type: 'stream-deleted' });
  });
});

describe(`${where}: reading a stream`, () => {
  const stream = newStream();
  beforeAll(() => client.appendToStream(stream, several(10)));

  test.each([
    ['forwards from the start', { direction: 'forwards', fromRevision: 'start' }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['backwards from the end', { direction: 'backwards', fromRevision: 'end' }, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
    ['forwards from a revision on, inclusive', { direction: 'forwards', fromRevision: 7n }, [7, 8, 9]],
    ['backwards from a revision on, inclusive', { direction: 'backwards', fromRevision: 2n }, [2, 1, 0]],
    ['forwards, so many', { direction: 'forwards', fromRevision: 2n, maxCount: 3 }, [2, 3, 4]],
    ['backwards, so many', { direction: 'backwards', fromRevision: 'end', maxCount: 2 }, [9, 8]],
    ['forwards from the end', { direction: 'forwards', fromRevision: 'end' }, []],
    ['backwards from the start', { direction: 'backwards', fromRevision: 'start' }, [0]],
    ['forwards from beyond the end', { direction: 'forwards', fromRevision: 100n }, []],
  ] as const)('%s', async (_, options, expected) => {
    expect(numbers(await read(stream, options))).toEqual(expected);
  });

  test('a stream that does not exist is not found', async () => {
    const missing = newStream();
    await expect(read(missing)).rejects.toMatchObject({ type: 'stream-not-found', streamName: missing });
  });

  test('what $tb and $maxCount hide is not read', async () => {
    const hidden = newStream();
    await client.appendToStream(hidden, several(10));
    await client.setStreamMetadata(hidden, { truncateBefore: 4 });
    expect(numbers(await read(hidden))).toEqual([4, 5, 6, 7, 8, 9]);
    await client.setStreamMetadata(hidden, { maxCount: 2 });
    expect(numbers(await read(hidden))).toEqual([8, 9]);
    expect(numbers(await read(hidden, { direction: 'backwards', fromRevision: 'end' }))).toEqual([9, 8]);
  });

  test('a metadata stream shows its last event', async () => {
    const described = newStream();
    await client.setStreamMetadata(described, { owner: 'one' } as never);
    await client.setStreamMetadata(described, { owner: 'two' } as never);
    expect((await client.getStreamMetadata(described)).metadata).toEqual({ owner: 'two' });
    expect(revisions(await read(`$$${described}`))).toEqual([1]);
  });
});

describe(`${where}: reading $all`, () => {
  const stream = newStream();
  const positions: Position[] = [];
  beforeAll(async () => {
    for (let n = 0; n < 5; n++) positions.push((await client.appendToStream(stream, happened(n))).position!);
  });
  const only = (events: Recorded[]): number[] => numbers(events.filter((event) => event.streamId === stream));
  const at = (n: number): Position => positions[n]!;

  test('forwards from a position includes the event there', async () => {
    expect(only(await readAll({ fromPosition: at(2) }))).toEqual([2, 3, 4]);
  });

  test('backwards from a position leaves the event there out', async () => {
    const [before] = await readAll({ direction: 'backwards', fromPosition: at(2), maxCount: 1 });
    expect([before!.streamId, numbers([before!])]).toEqual([stream, [1]]);
  });

  test('from the end there is nothing ahead, and the last event behind', async () => {
    await client.appendToStream(stream, happened(5));
    expect(only(await readAll({ direction: 'forwards', fromPosition: 'end' }))).toEqual([]);
    expect(only(await readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 50 }))[0]).toBe(5);
  });

  test('positions are unique and grow in reading order', async () => {
    const read = (await readAll({ fromPosition: at(0), maxCount: 1_000 })).map((event) => event.position!.commit);
    expect(read).toEqual([...new Set(read)].sort((a, b) => (a < b ? -1 : 1)));
  });

  test('it ends after so many events', async () => {
    expect(await readAll({ fromPosition: at(0), maxCount: 3 })).toHaveLength(3);
  });

  onEmbedded('the event that names the database is not among those of $all', async () => {
    const names = (await readAll({ maxCount: 1_000 })).map(({ streamId }) => streamId);
    expect(names.length).toBeGreaterThan(0);
    expect(names).not.toContain(identityStream);
  });

  test('a link is read as the event it names when that is asked for', async () => {
    const [named, links] = [newStream(), newStream()];
    await client.appendToStream(named, several(2));
    await client.appendToStream(links, binaryEvent({ type: '$>', data: Buffer.from(`1@${named}`) }));
    const resolved = [];
    for await (const { event, link } of client.readStream(links, { resolveLinkTos: true }))
      resolved.push([event?.streamId, Number(event?.revision), link?.streamId]);
    expect(resolved).toEqual([[named, 1, links]]);
    expect((await read(links)).map(({ type }) => type)).toEqual(['$>']);
  });

  test('a read of everything ends, however many events there are', async () => {
    const many = newStream();
    for (let n = 0; n < 3_000; n += 500) await client.appendToStream(many, several(500, n));
    const events = (await readAll({})).filter((event) => event.streamId === many);
    expect(numbers(events)).toEqual(Array.from({ length: 3_000 }, (_, n) => n));
  });
});

describe(`${where}: deleting`, () => {
  test('a soft-deleted stream is not found, yet $all still tells of it', async () => {
    const stream = newStream();
    const { position: first } = await client.appendToStream(stream, happened(0));
    await client.appendToStream(stream, happened(1));
    const { position } = await client.deleteStream(stream);
    expect(position!.commit > first!.commit).toBe(true);
    await expect(read(stream)).rejects.toMatchObject({ type: 'stream-not-found' });
    expect(numbers((await readAll({ fromPosition: first! })).filter((event) => event.streamId === stream))).toEqual([
      0, 1,
    ]);
  });

  test('a soft delete is written as the largest revision there is, digit by digit', async () => {
    const stream = newStream();
    await client.appendToStream(stream, happened(1));
    await client.deleteStream(stream);
    expect(await rawData(`$$${stream}`)).toMatch(/"\$tb"\s*:\s*9223372036854775807\b/);
  });

  test('metadata written after a soft delete does not bring the events back', async () => {
    const stream = newStream();
    await client.appendToStream(stream, several(2));
    await client.deleteStream(stream);
    await client.setStreamMetadata(stream, { maxCount: 10 });
    await client.appendToStream(stream, happened(2));
    expect(numbers(await read(stream))).toEqual([2]);
  });

  test('a stream that never was cannot be soft-deleted', async () => {
    await expect(client.deleteStream(newStream())).rejects.toMatchObject({ type: 'wrong-expected-version' });
  });

  test.each(['deleteStream', 'tombstoneStream'] as const)(
    '%s with another revision is refused and says which it is',
    async (method) => {
      const stream = newStream();
      await client.appendToStream(stream, several(3));
      for (const [expectedRevision, expectedVersion] of [
        ['no_stream', -1n],
        [1n, 1n],
        [7n, 7n],
      ] as const) {
        await expect(client[method](stream, { expectedRevision })).rejects.toMatchObject({
          type: 'wrong-expected-version',
          streamName: stream,
          expectedVersion,
          actualVersion: 2n,
        });
      }
      await client[method](stream, { expectedRevision: 2n });
    },
  );

  test('a tombstoned stream cannot be read, deleted, tombstoned or described again', async () => {
    const stream = newStream();
    await client.appendToStream(stream, happened(1));
    await client.tombstoneStream(stream);
    const gone = { type: 'stream-deleted' };
    await expect(read(stream)).rejects.toMatchObject({ ...gone, streamName: stream });
    await expect(client.deleteStream(stream)).rejects.toMatchObject(gone);
    await expect(client.tombstoneStream(stream)).rejects.toMatchObject(gone);
    await expect(client.setStreamMetadata(stream, {})).rejects.toMatchObject(gone);
  });

  test('a stream that never was can be tombstoned, and is closed then', async () => {
    const stream = newStream();
    await client.tombstoneStream(stream);
    await expect(client.appendToStream(stream, happened(1), { expectedRevision: 'no_stream' })).rejects.toMatchObject({
      type: 'stream-deleted',
    });
  });

  test('$all tells of a tombstone', async () => {
    const stream = newStream();
    const { position } = await client.appendToStream(stream, happened(1));
    await client.tombstoneStream(stream);
    const types = (await readAll({ fromPosition: position! }))
      .filter((event) => event.streamId === stream)
      .map((event) => event.type);
    expect(types.at(-1)).toBe('$streamDeleted');
  });

  onEmbedded('the events of a tombstoned stream are gone from $all at once', async () => {
    const stream = newStream();
    await client.appendToStream(stream, several(3));
    await client.tombstoneStream(stream);
    expect((await readAll({})).filter((event) => event.streamId === stream).map((event) => event.type)).toEqual([
      '$streamDeleted',
    ]);
  });
});

describe(`${where}: subscriptions`, () => {
  const open: (AllStreamSubscription | StreamSubscription)[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((subscription) => subscription.unsubscribe()));
  });

  /** Collects what arrives; `failed` holds what ended it. */
  function collect(
    subscription: AllStreamSubscription | StreamSubscription,
    keep: (event: Recorded) => boolean = () => true,
  ) {
    open.push(subscription);
    const collected = { events: [] as Recorded[], failed: undefined as unknown, caughtUp: false };
    subscription.on('data', ({ event }: { event?: unknown }) => {
      if (event && keep(event as Recorded)) collected.events.push(event as Recorded);
    });
    subscription.on('caughtUp', () => (collected.caughtUp = true));
    subscription.on('error', (error: unknown) => (collected.failed = error));
    return collected;
  }
  const confirmed = (subscription: AllStreamSubscription | StreamSubscription) =>
    new Promise<void>((resolve) => void subscription.once('confirmation', () => resolve()));

  test('to a stream: what is stored, the message that this was all, then what is appended', async () => {
    const stream = newStream();
    await client.appendToStream(stream, several(3));
    const seen = collect(client.subscribeToStream(stream, { fromRevision: 'start' }));
    await eventually(() => seen.caughtUp);
    expect(numbers(seen.events)).toEqual([0, 1, 2]);
    await client.appendToStream(stream, several(2, 3));
    await eventually(() => seen.events.length === 5);
    expect(numbers(seen.events)).toEqual([0, 1, 2, 3, 4]);
  });

  test('to a stream from a revision: only what comes after it', async () => {
    const stream = newStream();
    await client.appendToStream(stream, several(5));
    const seen = collect(client.subscribeToStream(stream, { fromRevision: 2n }));
    await eventually(() => seen.events.length >= 2);
    expect(numbers(seen.events)).toEqual([3, 4]);
  });

  test('to a stream from its end: only what is new', async () => {
    const stream = newStream();
    await client.appendToStream(stream, several(2));
    const subscription = client.subscribeToStream(stream, { fromRevision: 'end' });
    const seen = collect(subscription);
    await eventually(() => seen.caughtUp);
    await client.appendToStream(stream, happened(2));
    await eventually(() => seen.events.length >= 1);
    expect(numbers(seen.events)).toEqual([2]);
  });

  test('to a stream that is yet to come: it begins with its first event', async () => {
    const stream = newStream();
    const subscription = client.subscribeToStream(stream, { fromRevision: 'start' });
    const seen = collect(subscription);
    await confirmed(subscription);
    await client.appendToStream(stream, several(2));
    await eventually(() => seen.events.length === 2);
    expect(numbers(seen.events)).toEqual([0, 1]);
  });

  test('to $all: everything in the order of its positions, stored and new', async () => {
    const [one, other] = [newStream('order'), newStream('order')];
    const { position } = await client.appendToStream(one, happened(0));
    const seen = collect(client.subscribeToAll({ fromPosition: position! }), (event) =>
      [one, other].includes(event.streamId),
    );
    for (let n = 1; n <= 40; n++) await client.appendToStream(n % 2 ? other : one, happened(n));
    await eventually(() => seen.events.length === 40);
    expect(numbers(seen.events)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });

  test('to $all from a position: the event there is left out', async () => {
    const stream = newStream();
    const { position } = await client.appendToStream(stream, several(2));
    await client.appendToStream(stream, happened(2));
    const seen = collect(client.subscribeToAll({ fromPosition: position! }), (event) => event.streamId === stream);
    await eventually(() => seen.events.length > 0);
    expect(numbers(seen.events)).toEqual([2]);
  });

  test('to $all from the end: only what is new', async () => {
    const stream = newStream();
    await client.appendToStream(stream, happened(0));
    const seen = collect(client.subscribeToAll({ fromPosition: 'end' }), (event) => event.streamId === stream);
    await eventually(() => seen.caughtUp);
    await client.appendToStream(stream, happened(1));
    await eventually(() => seen.events.length > 0);
    expect(numbers(seen.events)).toEqual([1]);
  });

  test.each([
    ['stream prefixes', (key: string) => streamNameFilter({ prefixes: [`${key}a`, `${key}b`] }), ['a', 'b']],
    ['a regular expression over stream names', (key: string) => streamNameFilter({ regex: `^${key}[bc]` }), ['b', 'c']],
    ['event type prefixes', (key: string) => eventTypeFilter({ prefixes: [`${key}a`] }), ['a']],
    ['a regular expression over event types', (key: string) => eventTypeFilter({ regex: `${key}(a|c)$` }), ['a', 'c']],
  ])('to $all with a filter by %s: what passes and nothing else', async (_, filter, expected) => {
    const key = `filter${run}${++names}`;
    for (const letter of ['a', 'b', 'c'])
      await client.appendToStream(`${key}${letter}-1`, jsonEvent({ type: `${key}${letter}`, data: { n: 0 } }));
    const seen = collect(client.subscribeToAll({ filter: filter(key) }));
    await eventually(() => seen.caughtUp);
    for (const letter of ['c', 'b', 'a'])
      await client.appendToStream(`${key}${letter}-1`, jsonEvent({ type: `${key}${letter}`, data: { n: 1 } }));
    await eventually(() => seen.events.length === expected.length * 2);
    expect(seen.events.map((event) => event.streamId.slice(key.length, key.length + 1))).toEqual([
      ...expected,
      ...[...expected].reverse(),
    ]);
  });

  test('system events are left out on demand', async () => {
    const stream = newStream();
    const { position } = await client.appendToStream(stream, happened(0));
    await client.setStreamMetadata(stream, { maxCount: 5 });
    await client.appendToStream(stream, happened(1));
    const seen = collect(client.subscribeToAll({ fromPosition: position!, filter: excludeSystemEvents() }));
    await eventually(() => seen.events.some((event) => event.streamId === stream));
    expect(seen.events.filter((event) => event.type.startsWith('$'))).toEqual([]);
  });

  test('a checkpoint says how far a filtered subscription has read, and resuming from it misses nothing', async () => {
    const [chosen, other] = [newStream('chosen'), newStream('other')];
    const { position: start } = await client.appendToStream(chosen, happened(0));
    await client.appendToStream(other, several(200));
    const { position: end } = await client.appendToStream(chosen, happened(1));
    const checkpoints: Position[] = [];
    const filter = streamNameFilter({
      prefixes: [chosen],
      maxSearchWindow: 10,
      checkpointInterval: 2,
      checkpointReached: (_, position) => void checkpoints.push(position),
    });
    const seen = collect(client.subscribeToAll({ fromPosition: start!, filter }));
    await eventually(() => seen.events.length === 1 && checkpoints.length > 2);
    const early = checkpoints[1]!;
    expect(early.commit > start!.commit && early.commit < end!.commit).toBe(true);
    expect(checkpoints.map((position) => position.commit)).toEqual(
      checkpoints.map((position) => position.commit).sort((a, b) => (a < b ? -1 : 1)),
    );
    const resumed = collect(
      client.subscribeToAll({ fromPosition: early, filter: streamNameFilter({ prefixes: [chosen] }) }),
    );
    await eventually(() => resumed.events.length === 1);
    expect(numbers(resumed.events)).toEqual([1]);
  });

  test('a reader slower than the writer is not dropped and misses nothing', async () => {
    const stream = newStream();
    const subscription = client.subscribeToStream(stream, { fromRevision: 'start' });
    const seen = collect(subscription);
    await confirmed(subscription);
    subscription.pause();
    for (let n = 0; n < 4_000; n += 100) {
      await client.appendToStream(
        stream,
        Array.from({ length: 100 }, (_, i) =>
          jsonEvent({ type: 'Happened', data: { n: n + i, ballast: 'x'.repeat(2_000) } }),
        ),
      );
    }
    subscription.resume();
    await eventually(() => seen.events.length === 4_000);
    expect(numbers(seen.events)).toEqual(Array.from({ length: 4_000 }, (_, n) => n));
    expect(seen.failed).toBeUndefined();
  });

  test('a stopped reader does not hold back the others', async () => {
    const stream = newStream();
    const stopped = client.subscribeToStream(stream, { fromRevision: 'start' });
    open.push(stopped);
    await confirmed(stopped);
    stopped.pause();
    const seen = collect(client.subscribeToStream(stream, { fromRevision: 'start' }));
    for (let n = 0; n < 1_000; n += 100) {
      await client.appendToStream(
        stream,
        Array.from({ length: 100 }, (_, i) =>
          jsonEvent({ type: 'Happened', data: { n: n + i, ballast: 'x'.repeat(2_000) } }),
        ),
      );
    }
    await eventually(() => seen.events.length === 1_000);
  });

  test('thirty subscriptions see the same events in the same order', async () => {
    const prefix = newStream('many');
    const all = Array.from({ length: 30 }, () =>
      collect(client.subscribeToAll({ filter: streamNameFilter({ prefixes: [prefix] }) })),
    );
    await Promise.all(Array.from({ length: 100 }, (_, n) => client.appendToStream(`${prefix}-${n % 7}`, happened(n))));
    await eventually(() => all.every((seen) => seen.events.length === 100));
    for (const seen of all)
      expect(seen.events.map((event) => event.id)).toEqual(all[0]!.events.map((event) => event.id));
  });

  onEmbedded('a subscription to a stream ends when the stream is tombstoned', async () => {
    const stream = newStream();
    await client.appendToStream(stream, happened(0));
    const seen = collect(client.subscribeToStream(stream, { fromRevision: 'start' }));
    await eventually(() => seen.events.length === 1);
    await client.tombstoneStream(stream);
    await eventually(() => seen.failed !== undefined);
    expect(seen.failed).toMatchObject({ type: 'stream-deleted' });
  });
});

describe(`${where}: finding the server`, () => {
  onEmbedded.each([
    (port: number) => `esdb+discover://127.0.0.1:${port}?tls=false`,
    (port: number) => `esdb://127.0.0.1:1,127.0.0.1:${port}?tls=false`,
  ])('it answers clients that look for a cluster', async (form) => {
    const discovering = EventStoreDBClient.connectionString(form(Number(new URL(url).port)));
    const stream = newStream();
    await discovering.appendToStream(stream, happened(1));
    expect(await read(stream)).toHaveLength(1);
    await discovering.dispose();
  });
});

/** The data of a stream's last event as text, before any JSON parser rounds its numbers. */
async function rawData(stream: string): Promise<string> {
  const raw = new streamsService.StreamsClient(new URL(url).host, credentials.createInsecure());
  const from = new streams.ReadReq.Options.StreamOptions();
  from.setStreamIdentifier(streamIdentifier(stream));
  from.setEnd(new shared.Empty());
  const options = new streams.ReadReq.Options();
  options.setStream(from);
  options.setReadDirection(1);
  options.setCount('1');
  options.setNoFilter(new shared.Empty());
  options.setUuidOption(new streams.ReadReq.Options.UUIDOption().setString(new shared.Empty()));
  try {
    for await (const response of raw.read(new streams.ReadReq().setOptions(options))) {
      const recorded = (response as Streams.ReadResp).getEvent()?.getEvent();
      if (recorded) return Buffer.from(recorded.getData_asU8()).toString('utf8');
    }
    return '';
  } finally {
    raw.close();
  }
}
