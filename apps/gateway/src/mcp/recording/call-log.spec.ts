import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import type { CallInProgress } from '@toolyard/contracts';
import { CallLog, type CallLogOptions } from './call-log.js';

let directory: string;
let logs: CallLog[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'calls-'));
});

afterEach(async () => {
  for (const log of logs) await log.close();
  logs = [];
  rmSync(directory, { recursive: true, force: true });
});

function opened(options: Partial<CallLogOptions> = {}): CallLog & { orphans: string[] } {
  const log = new CallLog({ directory, maxBytes: 1 << 30, ...options }) as CallLog & { orphans: string[] };
  logs.push(log);
  log.orphans = log.open().orphans.map(({ id }) => id);
  return log;
}

const start = (log: CallLog, id: string) => log.started({ id } as CallInProgress);
const end = (log: CallLog, id: string, more = '') => log.ended(id, JSON.stringify({ id, more }));
const lines = () =>
  readdirSync(directory)
    .filter((name) => name.startsWith('calls-'))
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('');
const limits = { calls: 7, bytes: 1 << 20 };

async function drained(log: CallLog): Promise<string[]> {
  const ids: string[] = [];
  await log.flush();
  for (let batch = log.next(limits); batch; batch = log.next(limits)) {
    ids.push(...(JSON.parse(batch.json) as { id: string }[]).map(({ id }) => id));
    log.acknowledge(batch);
  }
  return ids;
}

describe('the call log', () => {
  test('offers the same batch with the same id until it is acknowledged', async () => {
    const log = opened();
    for (const id of ['a', 'b', 'c']) {
      start(log, id);
      end(log, id);
    }
    await log.flush();
    const first = log.next(limits);
    end(log, 'd');
    await log.flush();
    expect(log.next(limits)).toEqual(first);
    log.acknowledge(first!);
    expect(await drained(log)).toEqual(['d']);
    expect(log.next(limits)).toBeNull();
    expect(log.backlog).toBe(0);
  });

  test('a batch has at most the requested calls and bytes, and at least one call', async () => {
    const log = opened();
    for (let i = 0; i < 20; i += 1) end(log, `c${i}`, 'x'.repeat(100));
    await log.flush();
    for (const [calls, bytes, count] of [
      [3, 1 << 20, 3],
      [30, 300, 2],
      [30, 1, 1],
    ] as const) {
      const batch = log.next({ calls, bytes })!;
      expect(batch.count).toBe(count);
      log.acknowledge(batch);
    }
  });

  test('keeps the order while most calls are on disk only', async () => {
    const log = opened({ memoryBytes: 500, segmentBytes: 2_000 });
    const ids = Array.from({ length: 500 }, (_, i) => `call-${i}`);
    const seen: string[] = [];
    for (const [i, id] of ids.entries()) {
      start(log, id);
      end(log, id, 'y'.repeat(i % 90));
      if (i % 50 !== 0) continue;
      await log.flush();
      const batch = log.next(limits)!;
      seen.push(...(JSON.parse(batch.json) as { id: string }[]).map((call) => call.id));
      log.acknowledge(batch);
    }
    expect([...seen, ...(await drained(log))]).toEqual(ids);
    await eventually(() => readdirSync(directory).filter((name) => name.startsWith('calls-')).length === 1);
  });

  test('after a kill, unacknowledged calls are offered again and calls without an end are orphans', async () => {
    const log = opened({ segmentBytes: 300 });
    for (let i = 0; i < 30; i += 1) {
      start(log, `c${i}`);
      await log.flush();
      end(log, `c${i}`);
      await log.flush();
    }
    start(log, 'hanging');
    await log.flush();
    log.acknowledge(log.next({ calls: 12, bytes: 1 << 20 })!);
    await eventually(() => readFileSync(join(directory, 'acknowledged'), 'utf8') !== '');
    // Not closed, as after a kill.
    const again = opened();
    expect(again.orphans).toEqual(['hanging']);
    expect(await drained(again)).toEqual(Array.from({ length: 18 }, (_, i) => `c${i + 12}`));
    end(again, 'hanging');
    expect(await drained(again)).toEqual(['hanging']);
    expect(opened().orphans).toEqual([]);
  });

  test('reads a file whose last line was torn by a kill', async () => {
    const log = opened();
    end(log, 'whole');
    await log.flush();
    const file = readdirSync(directory)
      .filter((name) => name.startsWith('calls-'))
      .sort()
      .at(-1)!;
    appendFileSync(join(directory, file), 'E{"id":"torn');
    const again = opened();
    end(again, 'later');
    expect(await drained(again)).toEqual(['whole', 'later']);
  });

  test('keeps the start of a long call and removes the file that it was in', async () => {
    const log = opened({ segmentBytes: 400 });
    start(log, 'long');
    await log.flush();
    for (let i = 0; i < 60; i += 1) {
      start(log, `c${i}`);
      end(log, `c${i}`);
      await log.flush();
      await drained(log);
    }
    await eventually(() => readdirSync(directory).filter((name) => name.startsWith('calls-')).length < 3);
    expect(opened().orphans).toEqual(['long']);
  });

  test.each(['answered', 'synced'] as const)(
    '%s: a call is in the file when its answer may end',
    async (durability) => {
      const log = opened({ durability });
      const written = log.written();
      end(log, 'same turn');
      await written;
      expect(lines()).toContain('"same turn"');
      end(log, 'next');
      const one = log.written();
      end(log, 'with the next');
      expect(log.written()).toBe(one);
      await one;
      expect(lines()).toContain('"with the next"');
    },
  );

  test('batched: no answer waits for a write', () => {
    expect(opened({ durability: 'batched' }).written()).toBeNull();
  });

  test('an answer ends although its call cannot be written, which is counted', async () => {
    let dropped = 0;
    const log = opened({ onDropped: () => (dropped += 1) });
    await log.close();
    end(log, 'a');
    await log.written();
    expect(dropped).toBe(1);
  });

  test('drops and counts calls beyond its size, and accepts calls again when there is room', async () => {
    let dropped = 0;
    const log = opened({ maxBytes: 1_000, segmentBytes: 300, onDropped: () => (dropped += 1) });
    for (let i = 0; i < 50; i += 1) {
      end(log, `c${i}`, 'x'.repeat(50));
      await log.flush();
    }
    expect(dropped).toBeGreaterThan(20);
    expect(await drained(log)).toHaveLength(50 - dropped);
    end(log, 'again');
    expect(await drained(log)).toEqual(['again']);
  });
});
