import type { OutputFrame } from '../containers/output-frames.js';

export interface RawLine {
  stream: 'stdout' | 'stderr';
  at: string;
  text: string;
}

const longestLineBytes = 16 << 10;
/** Kept beyond the limit while masking, so that a secret across the cut is seen whole. */
const overlapBytes = 8 << 10;

/** Joins the frames of long lines, per stream, and bounds what a line may keep in memory. */
export class LineAssembler {
  private readonly parts = new Map<string, { at: string; parts: Buffer[]; kept: number; total: number }>();

  /** Answers the line that this frame completes. */
  add(frame: OutputFrame): RawLine | undefined {
    const open = this.parts.get(frame.stream) ?? { at: frame.at, parts: [], kept: 0, total: 0 };
    const text = frame.text;
    const room = longestLineBytes + overlapBytes - open.kept;
    if (room > 0) {
      open.parts.push(text.subarray(0, room));
      open.kept += Math.min(room, text.length);
    }
    open.total += text.length;
    if (!frame.endsLine) {
      this.parts.set(frame.stream, open);
      return undefined;
    }
    this.parts.delete(frame.stream);
    return { stream: frame.stream, at: open.at, text: Buffer.concat(open.parts).toString('utf8') };
  }

  /** What a container printed last without ending the line. */
  rest(): RawLine[] {
    const lines = [...this.parts].map(([stream, open]) => ({
      stream: stream as RawLine['stream'],
      at: open.at,
      text: Buffer.concat(open.parts).toString('utf8'),
    }));
    this.parts.clear();
    return lines;
  }
}

/** Masks first and cuts then, so that no part of a secret is left at the cut. */
export function presentable(text: string, mask: (text: string) => string): string {
  const masked = mask(text.endsWith('\r') ? text.slice(0, -1) : text);
  if (text.length <= longestLineBytes) return masked;
  return `${masked.slice(0, Math.min(longestLineBytes, Math.max(0, masked.length - overlapBytes)))} … (the line was cut here: lines are kept up to 16 KiB)`;
}

const linesPerSecond = 500;
const bytesPerSecond = 256 << 10;
const burstSeconds = 10;

/** Bounds what one container may add to its log; counts what it drops. */
export class LineLimiter {
  private lines = linesPerSecond * burstSeconds;
  private bytes = bytesPerSecond * burstSeconds;
  private refilledAt: number | undefined;
  private droppedLines = 0;
  private droppedBytes = 0;
  private saidAt = -Infinity;

  allows(bytes: number, now: number): boolean {
    const seconds = (now - (this.refilledAt ?? now)) / 1000;
    this.refilledAt = now;
    this.lines = Math.min(linesPerSecond * burstSeconds, this.lines + seconds * linesPerSecond);
    this.bytes = Math.min(bytesPerSecond * burstSeconds, this.bytes + seconds * bytesPerSecond);
    if (this.lines >= 1 && this.bytes >= bytes) {
      this.lines -= 1;
      this.bytes -= bytes;
      return true;
    }
    this.droppedLines += 1;
    this.droppedBytes += bytes;
    return false;
  }

  /** A sentence about what was dropped since the last one; at most one in five seconds unless `now` is absent. */
  notice(now?: number): string | null {
    if (this.droppedLines === 0 || (now !== undefined && now - this.saidAt < 5_000)) return null;
    const said = `${this.droppedLines} lines (${Math.ceil(this.droppedBytes / 1024)} KiB) were dropped: this container prints more than the ${linesPerSecond} lines or ${bytesPerSecond >> 10} KiB a second that a log keeps.`;
    this.droppedLines = 0;
    this.droppedBytes = 0;
    this.saidAt = now ?? this.saidAt;
    return said;
  }
}
