import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes; larger than any line, so that every chunk of this size has a complete line. */
export const largestLine = 2 << 20;

export function readFrom(path: string, offset: number, length: number): Buffer {
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(length);
    return buffer.subarray(0, readSync(fd, buffer, 0, length, offset));
  } finally {
    closeSync(fd);
  }
}

export function* wholeLines(bytes: Buffer): Generator<{ line: string; end: number }> {
  for (let start = 0; ;) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1) return;
    yield { line: bytes.toString('utf8', start, end), end: end + 1 };
    start = end + 1;
  }
}

/** The id is the first key of every line, so that a large log is read without parsing it. */
export const idOf = (line: string): string => /^[SE]\{"id":"([^"]+)"/.exec(line)?.[1] ?? '';
