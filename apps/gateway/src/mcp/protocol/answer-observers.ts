import { createParser } from 'eventsource-parser';
import { AnswerScan, type ScannedAnswer } from './json-scan.js';
import { elementTexts } from './json-text.js';
import { parseMessages, type Message } from './jsonrpc.js';
import { SseFrames } from './sse-frames.js';

/** Receives the messages of an answer. Must not throw. */
export interface AnswerListener {
  /** @param text the message's own JSON, also of a message in a batch */
  onMessage(message: Message, text: string): void;
  /** An answer larger than the cap: the fields found in it, its beginning and its size. */
  onOversized(answer: ScannedAnswer, beginning: string, bytes: number): void;
}

/** Reads the bytes of an answer without changing them. */
export interface AnswerObserver {
  write(chunk: Buffer): void;
  end(): void;
}

/** Keeps a body up to a cap; scans a larger one and keeps its beginning. */
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
    // A copy: a slice would keep the whole chunk in memory.
    this.#chunks = [Buffer.from(Buffer.concat(this.#chunks).subarray(0, this.cap))];
  }

  report(listener: AnswerListener): void {
    if (this.bytes === 0) return;
    const text =
      this.#chunks.length === 1 ? this.#chunks[0]!.toString('utf8') : Buffer.concat(this.#chunks).toString('utf8');
    if (this.#scan) {
      this.#scan.end();
      if (this.#scan.found.isAnswer) listener.onOversized(this.#scan.found, text, this.bytes);
      return;
    }
    report(listener, text);
  }
}

function report(listener: AnswerListener, text: string): void {
  // Readers skip a byte order mark.
  const parsed = parseMessages(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  if (!parsed) return;
  const texts = parsed.batch ? elementTexts(parsed.text) : [parsed.text];
  for (const [i, message] of parsed.messages.entries()) listener.onMessage(message, texts[i]!);
}

export class JsonObserver implements AnswerObserver {
  readonly #body: Capped;
  constructor(
    private readonly listener: AnswerListener,
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

/** Reads server-sent events: their messages, their boundaries, and whether they can be resumed. */
export class SseObserver implements AnswerObserver {
  readonly frames = new SseFrames();
  /** An event had an id: the client can resume the stream, so the answer may come in another response. */
  resumable = false;
  #event: Buffer[] = [];
  #bytes = 0;
  #large: Capped | null = null;
  readonly #parser;

  constructor(
    private readonly listener: AnswerListener,
    private readonly capBytes: number,
  ) {
    this.#parser = createParser({
      onId: (id) => (this.resumable ||= id !== ''),
      onEvent: (event) => {
        if (event.data !== '') report(listener, event.data);
      },
    });
  }

  write(chunk: Buffer): void {
    this.frames.read(chunk, (part, ends) => this.#part(part, ends));
  }

  end(): void {
    // An incomplete event is no event (WHATWG HTML).
    this.#event = [];
  }

  #part(part: Buffer, ends: boolean): void {
    this.#bytes += part.length;
    if (this.#large) this.#large.write(part);
    else if (this.#bytes > this.capBytes) this.#grow(part);
    else this.#event.push(part);
    if (ends) this.#finish();
  }

  /** Bytes before the first `{` are field names; the rest of the `data` line is the message. */
  #grow(part: Buffer): void {
    const soFar = Buffer.concat([...this.#event, part]);
    this.#event = [];
    this.resumable ||= /(^|[\r\n])id:\s*\S/.test(soFar.subarray(0, 1024).toString('latin1').split('{')[0]!);
    const start = soFar.indexOf(0x7b);
    this.#large = new Capped(this.capBytes);
    this.#large.write(start === -1 ? soFar : soFar.subarray(start));
  }

  #finish(): void {
    if (this.#large) this.#large.report(this.listener);
    else if (this.#event.length > 0) this.#parser.feed(decode(this.#event));
    this.#event = [];
    this.#large = null;
    this.#bytes = 0;
  }
}

/** Decodes whole events only, so no character is split. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const decode = (chunks: Buffer[]): string => decoder.decode(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
