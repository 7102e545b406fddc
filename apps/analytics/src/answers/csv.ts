import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { Stringifier } from 'csv-stringify';
import type { Response } from 'express';

/** Spreadsheets run cells that begin like a formula, so such a cell gets a quote in front; numbers are not touched. */
export function csv(columns: readonly string[]): Stringifier {
  return stringify({
    header: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
  });
}

/** Streams records as a file. What fails before the first of them is still answered as an error. */
export async function answerCsv(
  response: Response,
  file: string,
  columns: readonly string[],
  batches: AsyncGenerator<readonly unknown[][]>,
): Promise<void> {
  const first = await batches.next();
  response.writeHead(200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${file}"`,
    'Cache-Control': 'no-store',
  });
  const records = async function* () {
    if (!first.done) yield* first.value;
    for await (const batch of batches) yield* batch;
  };
  await pipeline(Readable.from(records()), csv(columns), response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
