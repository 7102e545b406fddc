import { createParser } from 'eventsource-parser';
import { AnswerScan, type ScannedAnswer } from '../protocol/json-scan.js';
import { parseMessages, type Message } from '../protocol/jsonrpc.js';
import { SseFrames } from '../protocol/sse-frames.js';

/** Who listens to what a server says. Listeners must not throw; taps never touch the bytes. */
export interface TapListener {
  /** `text` is the message as it was sent; a batch gives each message its own. */
  onMessage(message: Message, text: string): void;
  /** An answer beyond the cap: what was found in it, its beginning and its size. */
  onOversized(answer: ScannedAnswer, beginning: string, bytes: number): void;
}

export interface Tap {
  write(chunk: Buffer): void;
  end(): void;
}

/** Keeps a body up to a cap; beyond it, scans what passes and keeps only the beginning. */
class Capped {
  bytes = 0;
  #chunks: Buffer[] = [];
  #scan: AnswerScan | null = null;

  constructor(readonly cap: number) {}

  write(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.#scan) return this.#scan.write(chunk);
    this.#chunks.push(chunk);
    if (this.bytes <= this.cap) return;
    this.#scan = new AnswerScan();
    for (const kept of this.#chunks) this.#scan.write(kept);
    // A copy, because a slice would keep the whole chunk alive.
    this.#chunks = [Buffer.from(Buffer.concat(this.#chunks).subarray(0, this.cap))];
  }

  report(listener: TapListener): void {
    if (this.bytes === 0) return;
    const text =
      this.#chunks.length === 1 ? this.#chunks[0]!.toString('utf8') : Buffer.concat(this.#chunks).toString('utf8');
    if (this.#scan) {
      this.#scan.end();
      if (this.#scan.found.isAnswer) listener.onOversized(this.#scan.found, text, this.bytes);
      return;
    }
    tell(listener, text);
  }
}

function tell(listener: TapListener, text: string): void {
  const parsed = parseMessages(text);
  if (!parsed) return;
  for (const message of parsed.messages) listener.onMessage(message, parsed.batch ? JSON.stringify(message) : text);
}

export class JsonTap implements Tap {
  readonly #body: Capped;
  constructor(
    private readonly listener: TapListener,
    capBytes: number,
  ) {
    this.#body = new Capped(capBytes);
  }
  write(chunk: Buffer): void {
    this.#body.write(chunk);
  }
  end(): void {
    this.#body.report(this.listener);
  }
}

/** Watches server-sent events: their messages, whether they can be resumed, and where something may be inserted. */
export class SseTap implements Tap {
  readonly frames = new SseFrames();
  /** An event had an id, so that a lost stream can be resumed and the answer may come elsewhere. */
  resumable = false;
  #event: Buffer[] = [];
  #bytes = 0;
  #large: Capped | null = null;
  readonly #parser;

  constructor(
    private readonly listener: TapListener,
    private readonly capBytes: number,
  ) {
    this.#parser = createParser({
      onId: (id) => (this.resumable ||= id !== ''),
      onEvent: (event) => {
        if (event.data !== '') tell(listener, event.data);
      },
    });
  }

  write(chunk: Buffer): void {
    this.frames.read(chunk, (part, ends) => this.#part(part, ends));
  }

  end(): void {
    // An event that was cut off is not an event (WHATWG HTML), so there is nothing to report.
    this.#event = [];
  }

  #part(part: Buffer, ends: boolean): void {
    this.#bytes += part.length;
    if (this.#large) this.#large.write(part);
    else if (this.#bytes > this.capBytes) this.#grow(part);
    else this.#event.push(part);
    if (ends) this.#finish();
  }

  /** Bytes before the first `{` are field names; what follows them within one `data` line is the message. */
  #grow(part: Buffer): void {
    const sofar = Buffer.concat([...this.#event, part]);
    this.#event = [];
    this.resumable ||= /(^|[\r\n])id:\s*\S/.test(sofar.subarray(0, 1024).toString('latin1').split('{')[0]!);
    const start = sofar.indexOf(0x7b);
    this.#large = new Capped(this.capBytes);
    this.#large.write(start === -1 ? sofar : sofar.subarray(start));
  }

  #finish(): void {
    if (this.#large) this.#large.report(this.listener);
    else if (this.#event.length > 0) this.#parser.feed(decode(this.#event));
    this.#event = [];
    this.#large = null;
    this.#bytes = 0;
  }
}

/** Only whole events are decoded, so no character is ever split. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const decode = (parts: Buffer[]): string => decoder.decode(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
