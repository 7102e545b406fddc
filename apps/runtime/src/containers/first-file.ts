import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';

const maxBytes = 1 << 20;

/** Text of the first entry of a tar; null when it is no file of at most a megabyte. */
export async function firstFile(archive: Readable): Promise<string | null> {
  const entries = archive.pipe(extract());
  archive.on('error', (error) => entries.destroy(error));
  try {
    for await (const entry of entries) {
      const { type, size } = entry.header;
      if (type !== 'file' || (size ?? 0) > maxBytes) return null;
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    }
    return null;
  } finally {
    archive.destroy();
  }
}
