import { numberOf } from './exact-numbers.js';
import type { MessageId } from './jsonrpc.js';

/** What is found in an answer that is too large to keep. */
export interface ScannedAnswer {
  id: MessageId | null;
  isAnswer: boolean;
  hasError: boolean;
  isError: boolean;
  inputRequired: boolean;
}

const quote = 0x22;
const backslash = 0x5c;
const keptTokenBytes = 512;

/**
 * Finds `id`, `error`, `result.isError` and `result.resultType` in the bytes of one JSON-RPC answer and keeps nothing
 * else, so that an answer of 50 MB is classified exactly in constant memory. Strings are skipped by a search for their
 * end.
 */
export class AnswerScan {
  readonly found: ScannedAnswer = { id: null, isAnswer: false, hasError: false, isError: false, inputRequired: false };
  #depth = 0;
  #inString = false;
  #escaped = false;
  #token: number[] = [];
  #expectKey = false;
  #keys: string[] = [];

  write(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.#inString ? this.#readString(chunk, at) : this.#readOutside(chunk, at);
    }
  }

  end(): void {
    this.#value(this.#tokenText(), false);
  }

  #readString(chunk: Buffer, at: number): number {
    if (this.#escaped) {
      this.#escaped = false;
      this.#keep(chunk[at]!);
      return at + 1;
    }
    let end = chunk.indexOf(quote, at);
    if (end === -1) end = chunk.length;
    const escape = this.#nextEscape(chunk, at, end);
    const stop = escape === -1 ? end : escape;
    if (this.#depth <= 2)
      for (let i = at; i < stop && this.#token.length < keptTokenBytes; i += 1) this.#token.push(chunk[i]!);
    if (escape !== -1) {
      this.#keep(backslash);
      this.#escaped = true;
      return escape + 1;
    }
    if (end === chunk.length) return end;
    this.#inString = false;
    this.#string(`"${this.#tokenText()}"`);
    return end + 1;
  }

  #nextEscape(chunk: Buffer, from: number, to: number): number {
    return chunk.subarray(from, to).indexOf(backslash) === -1 ? -1 : chunk.indexOf(backslash, from);
  }

  #readOutside(chunk: Buffer, at: number): number {
    const byte = chunk[at]!;
    switch (byte) {
      case quote:
        this.#inString = true;
        this.#token = [];
        break;
      case 0x7b: // {
        this.#note('{');
        this.#depth += 1;
        this.#expectKey = true;
        break;
      case 0x5b: // [
        this.#note('[');
        this.#depth += 1;
        this.#expectKey = false;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        this.#value(this.#tokenText(), false);
        this.#depth -= 1;
        this.#keys.length = Math.min(this.#keys.length, Math.max(0, this.#depth));
        this.#expectKey = false;
        break;
      case 0x2c: // ,
        this.#value(this.#tokenText(), false);
        // Only objects near the top are read, and there a key follows every comma.
        this.#expectKey = true;
        break;
      case 0x3a: // :
        this.#expectKey = false;
        break;
      default:
        if (byte > 0x20) this.#keep(byte);
    }
    return at + 1;
  }

  #keep(byte: number): void {
    if (this.#depth <= 2 && this.#token.length < keptTokenBytes) this.#token.push(byte);
  }

  #tokenText(): string {
    if (this.#token.length === 0) return '';
    const text = Buffer.from(this.#token).toString('utf8');
    this.#token = [];
    return text;
  }

  #string(json: string): void {
    if (this.#depth > 2 || this.#depth === 0) return;
    const text = parsed(json);
    if (this.#expectKey) {
      this.#keys[this.#depth - 1] = typeof text === 'string' ? text : '';
      this.#expectKey = false;
    } else {
      this.#value(json, true);
    }
  }

  #note(opening: '{' | '['): void {
    if (this.#depth === 1) this.#top(this.#keys[0] ?? '', opening);
  }

  #value(json: string, wasString: boolean): void {
    if (json === '') return;
    if (this.#depth === 1) this.#top(this.#keys[0] ?? '', json);
    if (this.#depth === 2 && this.#keys[0] === 'result') {
      if (this.#keys[1] === 'isError') this.found.isError = json === 'true';
      if (this.#keys[1] === 'resultType' && wasString) this.found.inputRequired = parsed(json) === 'input_required';
    }
  }

  #top(key: string, json: string): void {
    if (key === 'id') {
      const id = parsed(json);
      this.found.id = typeof id === 'number' ? numberOf(json, id) : typeof id === 'string' ? id : null;
    }
    if (key === 'result') this.found.isAnswer = true;
    if (key === 'error' && json !== 'null') {
      this.found.isAnswer = true;
      this.found.hasError = true;
    }
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
