import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  write,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CallInProgress } from '@toolyard/contracts';
import { idOf, largestLine, readFrom, wholeLines } from './call-lines.js';
import { CallSegment, segmentName, segmentNumber, type LogPosition } from './call-segment.js';

const writing = promisify(write) as (fd: number, text: string, position: number) => Promise<unknown>;

export interface CallLogOptions {
  directory: string;
  /** Total size on disk beyond which ended calls are dropped and counted. */
  maxBytes: number;
  segmentBytes?: number;
  /** Ended calls kept in memory for the publisher; the rest is read back from disk. */
  memoryBytes?: number;
  onDropped?: (error?: unknown) => void;
  /** There may be something to publish. */
  onReady?: () => void;
}

export interface CallBatch {
  /** The same for the same batch, so that publishing it twice stores it once. */
  id: string;
  /** JSON array of `ToolCall`. */
  json: string;
  count: number;
  position: LogPosition;
}

interface Entry {
  json: string;
  position: LogPosition;
}

/** What may be lost when the process is killed. A call that starts and ends within it leaves one line, not two. */
const flushMs = 20;

/**
 * The gateway's journal and spool in one append-only log: `S` lines for calls that started, `E` lines for calls that
 * ended. It survives a killed process: what had ended and was not acknowledged is published, what had only started is
 * reported as an orphan. Files are removed oldest first, once everything in them is acknowledged, so an end never goes
 * before its start.
 */
export class CallLog {
  backlog = 0;
  readonly #directory: string;
  readonly #segments: CallSegment[] = [];
  readonly #segmentBytes: number;
  readonly #memoryBytes: number;
  #starting = new Map<string, CallInProgress>();
  #ending: string[] = [];
  #queue: Entry[] = [];
  #queueBytes = 0;
  /** Everything up to here has been queued in memory at some time. */
  #read: LogPosition = { segment: 0, offset: 0 };
  /** Ended calls are on disk that were never queued. */
  #behind = false;
  #offered: CallBatch | null = null;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  #acknowledged: LogPosition | null = null;
  #saving: Promise<void> = Promise.resolve();
  #ackFile = -1;
  /** One after the other: a start must never outlive its end. */
  #removing: Promise<void> = Promise.resolve();

  constructor(private readonly options: CallLogOptions) {
    this.#directory = options.directory;
    this.#segmentBytes = options.segmentBytes ?? 8 << 20;
    this.#memoryBytes = options.memoryBytes ?? 16 << 20;
  }

  /**
   * Reads what an earlier process left. @returns calls that started and never ended, and when the log was last written.
   */
  open(): { orphans: CallInProgress[]; lastWriteAt: number } {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    const acknowledged = this.#readAcknowledged();
    const orphans = new Map<string, string>();
    let lastWriteAt = 0;
    const numbers = readdirSync(this.#directory)
      .map(segmentNumber)
      .filter((n) => n !== null)
      .sort((a, b) => a - b);
    for (const n of numbers) {
      const path = join(this.#directory, segmentName(n));
      const stat = statSync(path);
      lastWriteAt = Math.max(lastWriteAt, stat.mtimeMs);
      const segment = new CallSegment(this.#directory, n, stat.size);
      this.#segments.push(segment);
      for (const { line, end } of wholeLines(readFileSync(path))) {
        if (line[0] === 'S') orphans.set(idOf(line), line.slice(1));
        if (line[0] !== 'E') continue;
        orphans.delete(idOf(line));
        if (n > acknowledged.segment || (n === acknowledged.segment && end > acknowledged.offset))
          segment.unacknowledged += 1;
      }
    }
    this.backlog = this.#segments.reduce((sum, segment) => sum + segment.unacknowledged, 0);
    this.#behind = this.backlog > 0;
    this.#segments.push(new CallSegment(this.#directory, (numbers.at(-1) ?? acknowledged.segment) + 1, null));
    this.#read = this.#behind ? acknowledged : { segment: this.#current.n, offset: 0 };
    this.#ackFile = openSync(join(this.#directory, 'acknowledged'), 'r+');
    return { orphans: [...orphans.values()].map((json) => JSON.parse(json) as CallInProgress), lastWriteAt };
  }

  started(call: CallInProgress): void {
    this.#starting.set(call.id, call);
    this.#flushSoon();
  }

  /** @param json the `ToolCall`, its id first. */
  ended(id: string, json: string): void {
    if (!this.#starting.delete(id)) for (const segment of this.#segments) if (segment.open.delete(id)) break;
    if (this.#size() > this.options.maxBytes) return this.options.onDropped?.();
    this.#ending.push(json);
    this.backlog += 1;
    this.#flushSoon();
  }

  /** The next ended calls in their order; the same until `acknowledge`. Null when there are none. */
  next(limits: { calls: number; bytes: number }): CallBatch | null {
    if (this.#offered) return this.#offered;
    // What is being written is read when it is whole; `onReady` tells.
    if (this.#queue.length === 0 && this.#behind && !this.#writing) this.#refill();
    if (this.#queue.length === 0) return null;
    const taken: string[] = [];
    let bytes = 0;
    for (const entry of this.#queue) {
      if (taken.length === limits.calls || (taken.length > 0 && bytes + entry.json.length > limits.bytes)) break;
      taken.push(entry.json);
      bytes += entry.json.length;
    }
    const { position } = this.#queue[taken.length - 1]!;
    this.#offered = {
      id: `${position.segment}-${position.offset}`,
      json: `[${taken.join(',')}]`,
      count: taken.length,
      position,
    };
    return this.#offered;
  }

  acknowledge(batch: CallBatch): void {
    this.#offered = null;
    for (const entry of this.#queue.splice(0, batch.count)) {
      this.#queueBytes -= entry.json.length;
      this.backlog -= 1;
      const segment = this.#segments.find((each) => each.n === entry.position.segment);
      if (segment) segment.unacknowledged -= 1;
    }
    this.#writeAcknowledged(batch.position);
    this.#clean();
  }

  /** Resolves when nothing waits to be written. */
  async flush(): Promise<void> {
    while (this.#writing || this.#waiting) await this.#writeOnce();
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#removing;
    await this.#saving;
    if (this.#timer) clearTimeout(this.#timer);
    for (const segment of this.#segments) segment.close();
    if (this.#ackFile !== -1) closeSync(this.#ackFile);
    this.#ackFile = -1;
  }

  get #waiting(): boolean {
    return this.#starting.size > 0 || this.#ending.length > 0;
  }

  #writeOnce(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
      if (this.#waiting) this.#flushSoon();
      this.options.onReady?.();
    });
    return this.#writing;
  }

  /** Writes what has gathered, in one piece. Only what is on disk is offered to the publisher. */
  async #write(): Promise<void> {
    if (!this.#waiting) return;
    const segment = this.#current;
    const starting = [...this.#starting.values()];
    const ending = this.#ending;
    this.#starting = new Map();
    this.#ending = [];
    for (const call of starting) segment.open.set(call.id, call);
    segment.unacknowledged += ending.length;
    const starts = starting.map((call) => `S${JSON.stringify(call)}\n`).join('');
    let offset = segment.bytes + Buffer.byteLength(starts);
    try {
      await segment.append(Buffer.from(`${starts}${ending.length > 0 ? `E${ending.join('\nE')}\n` : ''}`));
    } catch (error) {
      this.options.onDropped?.(error);
    }
    for (const json of ending) {
      offset += Buffer.byteLength(json) + 2;
      if (this.#behind || this.#queueBytes > this.#memoryBytes) this.#behind = true;
      else this.#enqueue(json, { segment: segment.n, offset });
    }
    if (segment.bytes > this.#segmentBytes) this.#rotate();
  }

  get #current(): CallSegment {
    return this.#segments.at(-1)!;
  }

  #size(): number {
    let bytes = 0;
    for (const segment of this.#segments) bytes += segment.bytes;
    return bytes;
  }

  #enqueue(json: string, position: LogPosition): void {
    this.#queue.push({ json, position });
    this.#queueBytes += json.length;
    this.#read = position;
  }

  #flushSoon(): void {
    // After a write it is looked at again.
    if (this.#writing) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#writeOnce();
    }, flushMs);
  }

  #rotate(): void {
    this.#current.close();
    this.#segments.push(new CallSegment(this.#directory, this.#current.n + 1, null));
    this.#clean();
  }

  /**
   * Removes finished files from the old end; a start line that alone keeps a file alive is carried over to the newest.
   */
  #clean(): void {
    while (this.#segments.length > 1 && this.#segments[0]!.unacknowledged === 0) {
      const oldest = this.#segments[0]!;
      for (const call of oldest.open.values()) this.started(call);
      oldest.open.clear();
      this.#segments.shift();
      this.#removing = this.#removing.then(() => this.#carried()).then(() => oldest.remove());
    }
  }

  /** What was carried over must be on disk before the file it came from goes. */
  async #carried(): Promise<void> {
    if (this.#writing) await this.#writing;
    if (this.#waiting) await this.#writeOnce();
  }

  /** Reads ended calls back from disk, a piece at a time, once memory has been drained. */
  #refill(): void {
    while (this.#queue.length === 0 && this.#behind) {
      const segment = this.#segments.find((each) => each.n >= this.#read.segment) ?? this.#current;
      const from = segment.n === this.#read.segment ? this.#read.offset : 0;
      let consumed = 0;
      for (const { line, end } of wholeLines(readFrom(segment.path, from, largestLine))) {
        consumed = end;
        if (line[0] === 'E') this.#enqueue(line.slice(1), { segment: segment.n, offset: from + end });
      }
      this.#read = { segment: segment.n, offset: from + consumed };
      // Nothing whole is left: the end of the file, or the torn last line of a killed process.
      const atEnd = consumed === 0 || from + consumed >= segment.bytes;
      if (atEnd && segment === this.#current) this.#behind = false;
      else if (atEnd) this.#read = { segment: segment.n + 1, offset: 0 };
    }
  }

  #readAcknowledged(): LogPosition {
    const path = join(this.#directory, 'acknowledged');
    if (!existsSync(path)) writeFileSync(path, '', { mode: 0o600 });
    const [segment, offset] = readFileSync(path, 'utf8').trim().split(' ').map(Number);
    return { segment: segment || 0, offset: offset || 0 };
  }

  /**
   * Of fixed width, so that one write in place replaces the position as a whole; while one is under way, the latest
   * waits.
   */
  #writeAcknowledged(position: LogPosition): void {
    const first = this.#acknowledged === null;
    this.#acknowledged = position;
    if (first) this.#saving = this.#saveAcknowledged();
  }

  async #saveAcknowledged(): Promise<void> {
    try {
      for (
        let position = this.#acknowledged;
        position;
        position = position === this.#acknowledged ? null : this.#acknowledged
      ) {
        await writing(this.#ackFile, `${position.segment} ${position.offset}`.padEnd(48), 0);
      }
    } catch (error) {
      this.options.onDropped?.(error);
    }
    this.#acknowledged = null;
  }
}
