import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

export interface ExportedFile {
  name: string;
  contentType: string;
  /** Makes text of records. */
  format: Transform;
}

/** Streams records as a file. What fails before the first of them is still answered as an error. */
export async function answerFile(
  response: Response,
  { name, contentType, format }: ExportedFile,
  batches: AsyncGenerator<readonly unknown[]>,
): Promise<void> {
  const first = await batches.next();
  response.writeHead(200, {
    'Content-Type': contentType,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Cache-Control': 'no-store',
  });
  const records = async function* () {
    if (!first.done) yield* first.value;
    for await (const batch of batches) yield* batch;
  };
  await pipeline(Readable.from(records()), format, response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
