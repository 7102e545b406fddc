import { Transform } from 'node:stream';
import type { ExportedFile } from './exported-file.js';

/** One JSON object a line (https://github.com/ndjson/ndjson-spec). */
export const ndjsonFile = (name: string): ExportedFile => ({
  name,
  contentType: 'application/x-ndjson; charset=utf-8',
  format: new Transform({
    writableObjectMode: true,
    transform: (record, _, done) => done(null, `${JSON.stringify(record)}\n`),
  }),
});
