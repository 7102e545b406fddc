import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CallInProgress } from '@toolyard/contracts';
import { AcknowledgedFile } from './acknowledged-file.js';
import { idOf, largestLine, readFrom, wholeLines } from './call-lines.js';
import type { CallDurability } from './call-durability.js';
import { CallSegment, segmentName, segmentNumber, type LogPosition } from './call-segment.js';

export interface CallLogOptions {
  directory: string;
  /** Total size on disk beyond which ended calls are dropped and counted. */
  maxBytes: number;
  /** @default 'answered' */
  durability?: CallDurability;
  segmentBytes?: number;
  /** Limit of ended calls in memory; the publisher reads the rest back from disk. */
  memoryBytes?: number;
  onDropped?: (error?: unknown) => void;
  /** Called when calls may be ready to publish. */
  onReady?: () => void;
}

export interface CallBatch {
  /** The same for the same batch, so that a batch that is published twice is stored once. */
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

/** Pause before a write that no answer waits for. A call that starts and ends within it writes one line. */
const flushMs = 20;

/**
 * The gateway's journal and spool in one append-only log: `S` lines for calls that started, `E` lines for calls that
 * ended. After a kill, ended calls without acknowledgement are published, and calls that had only started are reported
 * as orphans. Files are removed oldest first, when all their calls are acknowledged, so that no end is removed before
 * its start.
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
  /** Calls up to this position have been in the queue. */
  #read: LogPosition = { segment: 0, offset: 0 };
  /** Calls after that position are on disk only. */
  #behind = false;
  #offered: CallBatch | null = null;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  /** Resolved by the next write that begins; null while no answer waits for one. */
  #awaited: PromiseWithResolvers<void> | null = null;
  #acknowledged: AcknowledgedFile | null = null;
  /** Removals in sequence: a start must not outlive its end. */
  #removing: Promise<void> = Promise.resolve();

  constructor(private readonly options: CallLogOptions) {
    this.#directory = options.directory;
    this.#segmentBytes = options.segmentBytes ?? 8 << 20;
    this.#memoryBytes = options.memoryBytes ?? 16 << 20;
  }

  /**
   * Reads the files of an earlier process.
   * @returns calls that started and never ended, and when the log was last written, in milliseconds since the epoch
   */
  open(): { orphans: CallInProgress[]; lastWriteAt: number } {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    const file = join(this.#directory, 'acknowledged');
    this.#acknowledged = AcknowledgedFile.open(file, (error) => this.options.onDropped?.(error));
    const acknowledged = this.#acknowledged.initial;
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
    return { orphans: [...orphans.values()].map((json) => JSON.parse(json) as CallInProgress), lastWriteAt };
  }

  started(call: CallInProgress): void {
    this.#starting.set(call.id, call);
    this.#flushSoon();
  }

  /** @param json the `ToolCall`, with its id as the first key */
  ended(id: string, json: string): void {
    if (!this.#starting.delete(id)) for (const segment of this.#segments) if (segment.open.delete(id)) break;
    if (this.#size() > this.options.maxBytes) return this.options.onDropped?.();
    this.#ending.push(json);
    this.backlog += 1;
    this.#flushSoon();
  }

  /**
   * Resolves when the calls that have ended, or end in this turn of the event loop, are on disk, or could not be
   * written. Answers that wait in one turn share a write. Null: answers do not wait.
   */
  written(): Promise<void> | null {
    if (this.options.durability === 'batched') return null;
    if (!this.#awaited) {
      this.#awaited = Promise.withResolvers();
      setImmediate(() => void this.#writeOnce());
    }
    return this.#awaited.promise;
  }

  /** The next ended calls in their order; the same batch until `acknowledge`. @returns null when there are none */
  next(limits: { calls: number; bytes: number }): CallBatch | null {
    if (this.#offered) return this.#offered;
    // Lines of a write in progress may be incomplete; `onReady` is called after it.
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
    this.#acknowledged?.save(batch.position);
    this.#clean();
  }

  /** Resolves when every call is on disk. */
  async flush(): Promise<void> {
    while (this.#writing || this.#waiting) await this.#writeOnce();
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#removing;
    await this.#acknowledged?.close();
    if (this.#timer) clearTimeout(this.#timer);
    for (const segment of this.#segments) segment.close();
  }

  get #waiting(): boolean {
    return this.#starting.size > 0 || this.#ending.length > 0;
  }

  #writeOnce(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
      if (this.#awaited) void this.#writeOnce();
      else if (this.#waiting) this.#flushSoon();
      this.options.onReady?.();
    });
    return this.#writing;
  }

  /** Writes all waiting lines at once. Only calls on disk are offered to the publisher. */
  async #write(): Promise<void> {
    const awaited = this.#awaited;
    this.#awaited = null;
    try {
      if (this.#waiting) await this.#writeWaiting();
    } finally {
      awaited?.resolve();
    }
  }

  async #writeWaiting(): Promise<void> {
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
      if (this.options.durability === 'synced') await segment.sync();
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
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #enqueue(json: string, position: LogPosition): void {
    this.#queue.push({ json, position });
    this.#queueBytes += json.length;
    this.#read = position;
  }

  #flushSoon(): void {
    // After the write in progress this is called again.
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
   * Removes acknowledged files, oldest first. Start lines of calls in progress are written to the newest file again.
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

  /** Resolves when these start lines are on disk: only then their old file may be removed. */
  async #carried(): Promise<void> {
    if (this.#writing) await this.#writing;
    if (this.#waiting) await this.#writeOnce();
  }

  /** Reads ended calls back from disk in chunks, when the queue is empty. */
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
      // No complete line is left: the end of the file, or the torn last line of a killed process.
      const atEnd = consumed === 0 || from + consumed >= segment.bytes;
      if (atEnd && segment === this.#current) this.#behind = false;
      else if (atEnd) this.#read = { segment: segment.n + 1, offset: 0 };
    }
  }
}
