import { logLineMaxBytes } from '@toolyard/contracts';
import type { OutputFrame } from '../containers/output-frames.js';

export interface RawLine {
  stream: 'stdout' | 'stderr';
  at: string;
  text: string;
}

/** Kept beyond the limit while masking, so that a secret at the cut is masked as a whole. */
const overlapBytes = 8 << 10;

/** Joins the frames of long lines, per stream, and limits the memory of a line. */
export class LineAssembler {
  private readonly open = new Map<string, { at: string; texts: Buffer[]; keptBytes: number }>();

  /** @returns the line that this frame completes; undefined while it goes on */
  add(frame: OutputFrame): RawLine | undefined {
    const line = this.open.get(frame.stream) ?? { at: frame.at, texts: [], keptBytes: 0 };
    const room = logLineMaxBytes + overlapBytes - line.keptBytes;
    if (room > 0) {
      line.texts.push(frame.text.subarray(0, room));
      line.keptBytes += Math.min(room, frame.text.length);
    }
    if (!frame.endsLine) {
      this.open.set(frame.stream, line);
      return undefined;
    }
    this.open.delete(frame.stream);
    return { stream: frame.stream, at: line.at, text: Buffer.concat(line.texts).toString('utf8') };
  }

  /** Lines that have no end yet, when the output ends. */
  rest(): RawLine[] {
    const lines = [...this.open].map(([stream, line]) => ({
      stream: stream as RawLine['stream'],
      at: line.at,
      text: Buffer.concat(line.texts).toString('utf8'),
    }));
    this.open.clear();
    return lines;
  }
}

/** Masks first and cuts afterwards, so that no part of a secret is left at the cut. */
export function presentable(text: string, mask: (text: string) => string): string {
  const masked = mask(text.endsWith('\r') ? text.slice(0, -1) : text);
  if (text.length <= logLineMaxBytes) return masked;
  return (
    `${masked.slice(0, Math.min(logLineMaxBytes, Math.max(0, masked.length - overlapBytes)))} … (the line ` +
    'was cut here: lines are kept up to 16 KiB)'
  );
}

const linesPerSecond = 500;
const burstSeconds = 10;

/** Limits the lines that the replicas of a server add to its log, and counts those that it drops. */
export class LineLimiter {
  private lines = linesPerSecond * burstSeconds;
  /** Bytes of the burst that are used, so that a changed limit holds at once. */
  private usedBytes = 0;
  private refilledAt: number | undefined;
  private droppedLines = 0;
  private droppedBytes = 0;
  private noticedAt = -Infinity;

  /** @param bytesPerSecond the limit in force; read for every line */
  constructor(private readonly bytesPerSecond: () => number) {}

  allows(bytes: number, now: number): boolean {
    const rate = this.bytesPerSecond();
    const seconds = (now - (this.refilledAt ?? now)) / 1000;
    this.refilledAt = now;
    this.lines = Math.min(linesPerSecond * burstSeconds, this.lines + seconds * linesPerSecond);
    this.usedBytes = Math.max(0, this.usedBytes - seconds * rate);
    if (this.lines >= 1 && rate * burstSeconds - this.usedBytes >= bytes) {
      this.lines -= 1;
      this.usedBytes += bytes;
      return true;
    }
    this.droppedLines += 1;
    this.droppedBytes += bytes;
    return false;
  }

  /** A sentence about the lines dropped since the last one; with `now`, at most one in five seconds. Null: none. */
  notice(now?: number): string | null {
    if (this.droppedLines === 0 || (now !== undefined && now - this.noticedAt < 5_000)) return null;
    const notice =
      `${this.droppedLines} lines (${Math.ceil(this.droppedBytes / 1024)} KiB) were dropped: this server ` +
      `prints more than ${linesPerSecond} lines or ${Math.ceil(this.bytesPerSecond() / 1024)} KiB a second, its limit.`;
    this.droppedLines = 0;
    this.droppedBytes = 0;
    this.noticedAt = now ?? this.noticedAt;
    return notice;
  }
}
