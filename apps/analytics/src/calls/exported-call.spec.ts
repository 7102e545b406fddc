import { buffer, text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { csv } from '../answers/csv.js';
import { ndjsonFile } from '../answers/ndjson.js';
import type { ExportRow } from './calls.sql.js';
import { exportColumns, exportedCall, exportedInProgress } from './exported-call.js';

const row: ExportRow = {
  id: 'call_1',
  server_id: 'srv_1',
  deployment_id: 'dep_1',
  tool: 'search',
  user_id: 'usr_ann',
  user_name: 'Ann, "B"',
  client_name: '=cmd',
  client_version: '1.0',
  started_ms: Date.UTC(2026, 10, 27, 18, 0, 0, 250),
  latency_us: 12_500,
  class: 'ok',
  error: '',
  correlation_id: 'c',
  number: 1,
};
const form = { timeZone: 'Asia/Kolkata', serverName: () => 'Search', rank: () => 99.5 };
const call = (changes: Partial<ExportRow> = {}) => exportedCall({ ...row, ...changes }, form);
const csvOf = (calls: unknown[]) => text(Readable.from(calls).pipe(csv(exportColumns)));

test('an exported call has every column of the list, and its time with the offset of the zone', async () => {
  expect(await csvOf([call({ class: 'timeout', error: 'two\nlines' })])).toBe(
    'status,time,tool,user,latency_ms,latency_percentile,error,server,server_id,client,client_version,class,' +
      'deployment_id,user_id,id\r\n' +
      'error,2026-11-27T23:30:00.250+05:30,search,"Ann, ""B""",12.5,99.5,"two\nlines",Search,srv_1,' +
      `'=cmd,1.0,timeout,dep_1,usr_ann,call_1\r\n`,
  );
});

test('a cell that a spreadsheet would run has a quote in front, in every column of text', async () => {
  const formulas = { tool: '=1+1', user_name: '@SUM(A1)', error: '-2+3', client_version: '+cmd', client_name: '\tx' };
  const [, line] = (await csvOf([call(formulas)])).split('\r\n');
  expect(line).toContain(`,'=1+1,'@SUM(A1),12.5,99.5,'-2+3,`);
  expect(line).toContain(`,'\tx,'+cmd,`);
});

test.each(['denied', 'auth_required'])('a call with the class %s has neither latency nor rank', (callClass) => {
  expect(call({ class: callClass })).toMatchObject({ latency_ms: null, latency_percentile: null });
});

test('a call in progress is exported without latency and class', () => {
  const running = {
    id: 'call_2',
    serverId: 'srv_1',
    deploymentId: 'dep_1',
    tool: 'search',
    userId: 'usr_ann',
    userName: '',
    clientName: 'inspector',
    clientVersion: '1.0',
    startedAt: '2026-11-27T18:00:00.250Z',
    input: '{}',
    correlationId: 'c',
  };
  expect(exportedInProgress(running, form)).toMatchObject({
    status: 'in_progress',
    time: '2026-11-27T23:30:00.250+05:30',
    user: 'usr_ann',
    latency_ms: null,
    class: null,
  });
});

test('the file begins with a byte order mark on request alone', async () => {
  const beginning = async (bom: boolean) =>
    (await buffer(Readable.from([call()]).pipe(csv(exportColumns, { bom })))).subarray(0, 4).toString('latin1');
  expect([await beginning(true), await beginning(false)]).toEqual(['\u00ef\u00bb\u00bfs', 'stat']);
});

test('as NDJSON each call is an object on a line of its own', async () => {
  const written = await text(Readable.from([call({ error: 'a\nb' }), call()]).pipe(ndjsonFile('x').format));
  expect(written.endsWith('}\n')).toBe(true);
  expect(
    written
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([call({ error: 'a\nb' }), call()]);
});
