import type { LogLine } from '../../api/logs.js';

export const chunkLines = 1_000;
const mostChunks = 60;

/**
 * Lines of a log by number, as many as were looked at last: what is dropped is read again when somebody scrolls there.
 */
export class LogBook {
  /** Number of the last line there is, whether it is held here or not. */
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

  /** The log is known to be at least so long. */
  reach(total: number): void {
    this.total = Math.max(this.total, total);
  }

  /**
   * Chunks of which lines between two numbers are not held, as ranges to ask for. What is looked at is dropped last.
   */
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

  get held(): number {
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
