import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LogLineIn, logLineMaxBytes } from '@toolyard/contracts';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { LogStore } from './logs.store.js';
import { applySchema } from '../clickhouse/schema.js';

let folder: string;
let clickhouse: ClickHouse;
const open = (isDeleted?: (serverId: string) => boolean) => LogStore.open(clickhouse, isDeleted);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolyard-logs-'));
  clickhouse = await ClickHouse.open({ folder });
  await applySchema(clickhouse, { callDays: 90, logDays: 90, auditDays: 0 });
});

afterAll(async () => {
  await clickhouse?.close();
  await rm(folder, { recursive: true, force: true });
});

const line = (text: string, changes: Partial<LogLineIn> = {}): LogLineIn => ({
  stage: 'image',
  stream: 'stdout',
  at: new Date().toISOString(),
  text,
  ...changes,
});
const build = (owner: string, sequence: number, texts: string[], redelivered = false) => ({
  log: { kind: 'deployment' as const, owner },
  sequence,
  redelivered,
  batch: { serverId: 'srv_1', deploymentId: owner, containerId: '', lines: texts.map((text) => line(text)) },
});
const numbered = async (owner: string) =>
  (await (await open()).read({ kind: 'deployment', owner }, { after: 0, limit: 5_000 })).map(
    ({ n, text }) => `${n} ${text}`,
  );

describe('storing log lines', () => {
  test('numbers count from 1 without gaps for each log, across batches, restarts and repeated deliveries', async () => {
    const store = await open();
    await store.add([build('dep_a', 1, ['a', 'b']), build('dep_b', 2, ['x']), build('dep_a', 3, ['c'])]);
    await store.add([build('dep_a', 3, ['c'], true), build('dep_a', 4, ['d'])]);
    const restarted = await open();
    await restarted.add([build('dep_a', 1, ['a', 'b']), build('dep_a', 4, ['d']), build('dep_a', 5, ['e'])]);
    expect(await numbered('dep_a')).toEqual(['1 a', '2 b', '3 c', '4 d', '5 e']);
    expect(await numbered('dep_b')).toEqual(['1 x']);
  });

  test('a delivery that was never stored is stored although later ones were', async () => {
    await (await open()).add([build('dep_c', 110, ['later'])]);
    await (await open()).add([build('dep_c', 109, ['earlier'], true)]);
    expect(await numbered('dep_c')).toEqual(['1 later', '2 earlier']);
  });

  test('a message stream that was made anew and counts from 1 again loses nothing', async () => {
    await (await open()).add([build('dep_d', 7, ['old world'])]);
    await (await open()).add([build('dep_d', 7, ['new world'])]);
    expect(await numbered('dep_d')).toEqual(['1 old world', '2 new world']);
  });

  test('an endless line is cut at a whole character and says how much is missing', async () => {
    await (await open()).add([build('dep_e', 200, ['ä'.repeat(1 << 20), '\u{1F600}'.repeat(logLineMaxBytes)])]);
    const [first, second] = await numbered('dep_e');
    const kept = 'ä'.repeat(logLineMaxBytes / 2);
    expect(first).toBe(`1 ${kept} … [${(1 << 21) - logLineMaxBytes} more bytes were cut]`);
    expect(second).not.toContain('\ufffd');
  });

  test('colours, control characters, quotes and broken surrogates do not spoil a line or its batch', async () => {
    const nasty = `\u001b[31m'; DROP TABLE log_lines; {a:String} \\ \u0000\t"\u001b[0m`;
    await (await open()).add([build('dep_f', 300, [nasty, '\ud83d', ''])]);
    expect(await numbered('dep_f')).toEqual([`1 ${nasty}`, '2 \ufffd', '3 ']);
  });

  test('malformed batches and those of deleted servers are left out and the others stored', async () => {
    const store = await open((serverId) => serverId === 'srv_gone');
    const gone = {
      ...build('dep_g', 400, ['gone']),
      batch: { ...build('dep_g', 400, ['gone']).batch, serverId: 'srv_gone' },
    };
    const added = await store.add([
      gone,
      { ...build('dep_g', 401, []), batch: null as never },
      { ...build('dep_g', 402, []), batch: { lines: [null, { text: 7 }, line('kept', { at: 'noon' })] as never } },
    ]);
    expect(added).toEqual({ stored: 1, refused: 4, grown: [{ log: { kind: 'deployment', owner: 'dep_g' }, last: 1 }] });
    expect(await numbered('dep_g')).toEqual(['1 kept']);
  });

  test('search finds text whatever its case and colours, and takes its signs as they are', async () => {
    const store = await open();
    await store.add([
      build('dep_h', 500, ['\u001b[31mERR\u001b[0mOR: 100% failed', 'fine', 'error: (.*)', 'a\\b', "it's"]),
    ]);
    const found = async (search: string) =>
      (await store.read({ kind: 'deployment', owner: 'dep_h' }, { after: 0, limit: 10, search })).map(({ n }) => n);
    expect(await found('error')).toEqual([1, 3]);
    expect(await found('100%')).toEqual([1]);
    expect(await found('(.*)')).toEqual([3]);
    expect(await found('\\')).toEqual([4]);
    expect(await found("'")).toEqual([5]);
  });
});
