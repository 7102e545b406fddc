import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { csv } from '../answers/csv.js';
import { exportColumns } from './calls-export.js';

test('a cell that a spreadsheet would run has a quote in front, and quotes and newlines are kept', async () => {
  const records = [
    ['success', '2026-11-23T00:00:00.000Z', '=1+1', '@SUM(A1)', 12.5, 99.5, '-2+3'],
    ['error', '2026-11-23T00:00:00.000Z', '+cmd', 'Ann, "B"', 0.001, 0, 'two\nlines'],
  ];
  expect(await text(Readable.from(records).pipe(csv(exportColumns)))).toBe(
    'status,time,tool,user,latency_ms,latency_percentile,error\r\n' +
      `success,2026-11-23T00:00:00.000Z,'=1+1,'@SUM(A1),12.5,99.5,'-2+3\r\n` +
      `error,2026-11-23T00:00:00.000Z,'+cmd,"Ann, ""B""",0.001,0,"two\nlines"\r\n`,
  );
});
