import type { LogLine } from '../../api/deployments/logs.js';

export const chunkLines = 1_000;
const mostChunks = 60;

/** The lines of a log by number. Only the chunks that were used last are kept; others have to be read again. */
export class LogBook {
  /** The number of the last line of the log, which may not be in the book. */
  total = 0;
  private readonly chunks = new Map<number, (LogLine | undefined)[]>();

  constructor(private readonly capacity = mostChunks) {}

  get(n: number): LogLine | undefined {
    return this.chunks.get(chunkOf(n))?.[(n - 1) % chunkLines];
  }

  add(lines: readonly LogLine[]): void {
    for (const line of lines) {
      const key = chunkOf(line.n);
      let chunk = this.chunks.get(key);
      if (!chunk) this.chunks.set(key, (chunk = []));
      chunk[(line.n - 1) % chunkLines] = line;
      if (line.n > this.total) this.total = line.n;
    }
    this.drop(lines.at(-1)?.n);
  }

  /** Notes that the log has at least so many lines. */
  reach(total: number): void {
    this.total = Math.max(this.total, total);
  }

  /** The last `count` lines, without those that are not in the book. */
  tail(count: number): LogLine[] {
    const from = Math.max(1, this.total - count + 1);
    return Array.from({ length: this.total - from + 1 }, (_, index) => this.get(from + index)).filter(
      (line) => line !== undefined,
    );
  }

  /** The ranges to read so that all lines between two numbers are in the book. Their chunks are dropped last. */
  missing(from: number, to: number): { after: number; limit: number }[] {
    const found: { after: number; limit: number }[] = [];
    const last = Math.min(to, this.total);
    for (let key = chunkOf(Math.max(1, from)); key <= chunkOf(Math.max(1, last)); key++) {
      this.touch(key);
      const first = key * chunkLines + 1;
      for (let n = Math.max(first, from); n <= Math.min(first + chunkLines - 1, last); n++) {
        if (this.get(n)) continue;
        found.push({ after: first - 1, limit: chunkLines });
        break;
      }
    }
    return found;
  }

  get chunkCount(): number {
    return this.chunks.size;
  }

  private touch(key: number): void {
    const chunk = this.chunks.get(key);
    if (!chunk) return;
    this.chunks.delete(key);
    this.chunks.set(key, chunk);
  }

  private drop(newest: number | undefined): void {
    for (const key of this.chunks.keys()) {
      if (this.chunks.size <= this.capacity) return;
      if (newest === undefined || key !== chunkOf(newest)) this.chunks.delete(key);
    }
  }
}

const chunkOf = (n: number): number => Math.floor((n - 1) / chunkLines);
