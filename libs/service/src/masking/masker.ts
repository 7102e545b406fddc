import { setImmediate as nextTurn } from 'node:timers/promises';
import { LiteralSearch } from './literal-search.js';
import { maskPlatformKeys } from './platform-keys.js';
import { secretForms, shortestSecret } from './secret-forms.js';

const mask = '***';
const maskBytes = Buffer.from(mask);

/**
 * Replaces secrets by `***` in every form of {@link secretForms}, and API keys of the platform by their format. Time
 * and memory are linear in the values and in the text; there is no size from which values are not masked. Values
 * shorter than 4 characters are left alone.
 */
export class Masker {
  private constructor(private readonly search: LiteralSearch | null) {}

  /** For few and small values; {@link Masker.prepare} keeps the event loop free for many. */
  static of(values: Iterable<string>): Masker {
    const literals = literalsOf(values);
    return new Masker(literals.length === 0 ? null : LiteralSearch.of(literals));
  }

  /** The same without keeping the event loop for more than a few milliseconds at a time. */
  static async prepare(values: Iterable<string>): Promise<Masker> {
    const literals = literalsOf(values);
    if (literals.length === 0) return new Masker(null);
    const building = LiteralSearch.building(literals);
    for (;;) {
      const { done, value } = building.next();
      if (done) return new Masker(value);
      await nextTurn();
    }
  }

  mask(text: string): string {
    return maskPlatformKeys(this.maskValues(text), mask);
  }

  /** A text that arrives in pieces of bytes, for example the output of a program. */
  stream(): MaskingStream {
    return new MaskingStream(this.search);
  }

  private maskValues(text: string): string {
    if (!this.search || text.length < shortestSecret) return text;
    const bytes = Buffer.from(text);
    const found = new Matches();
    this.search.search(bytes, found.add);
    return found.ranges.length === 0 ? text : replaced(bytes, found.ranges).toString();
  }
}

/** Masks a text whose pieces are cut anywhere: bytes that may begin a secret are held back until that is decided. */
export class MaskingStream {
  private state = 0;
  private held: Buffer = Buffer.alloc(0);
  /** What was released last ended in a mask: a range at the begin of `held` belongs to it. */
  private continues = false;
  /** Ranges found in `held`. */
  private readonly found = new Matches();

  constructor(private readonly search: LiteralSearch | null) {}

  /** @returns masked bytes that no later piece can change */
  write(piece: Uint8Array): Buffer {
    if (!this.search) return Buffer.from(piece);
    const offset = this.held.length;
    this.state = this.search.search(piece, (start, end) => this.found.add(start + offset, end + offset), this.state);
    const all = Buffer.concat([this.held, piece]);
    return this.release(all, all.length - this.search.pendingBytes(this.state));
  }

  /** @returns what was held back */
  end(): Buffer {
    return this.release(this.held, this.held.length);
  }

  private release(all: Buffer, decided: number): Buffer {
    const pieces: Uint8Array[] = [];
    let at = 0;
    let reaches = false;
    for (const { start, end } of this.found.ranges) {
      if (start >= decided) break;
      if (start > 0 || !this.continues) pieces.push(all.subarray(at, start), maskBytes);
      at = Math.min(end, decided);
      reaches = end >= decided;
    }
    pieces.push(all.subarray(at, decided));
    if (decided > 0) this.continues = reaches;
    this.found.dropBefore(decided);
    this.held = Buffer.from(all.subarray(decided));
    return Buffer.concat(pieces);
  }
}

interface Range {
  start: number;
  end: number;
}

/** Ranges in order, those that touch or overlap as one. */
class Matches {
  ranges: Range[] = [];

  /** Ends arrive in ascending order. */
  readonly add = (start: number, end: number): void => {
    let from = start;
    for (let last = this.ranges.at(-1); last && last.end >= from; last = this.ranges.at(-1)) {
      from = Math.min(from, last.start);
      this.ranges.pop();
    }
    this.ranges.push({ start: from, end });
  };

  /** The position then counts as 0; of a range that reaches over it the rest stays. */
  dropBefore(position: number): void {
    this.ranges = this.ranges
      .filter(({ end }) => end > position)
      .map(({ start, end }) => ({ start: Math.max(0, start - position), end: end - position }));
  }
}

function replaced(bytes: Uint8Array, ranges: readonly Range[]): Buffer {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    pieces.push(bytes.subarray(at, start), maskBytes);
    at = end;
  }
  pieces.push(bytes.subarray(at));
  return Buffer.concat(pieces);
}

function literalsOf(values: Iterable<string>): Uint8Array[] {
  const forms = new Set<string>();
  for (const value of values) {
    if (value.length < shortestSecret) continue;
    for (const form of secretForms(value)) forms.add(form);
  }
  return [...forms].map((form) => Buffer.from(form));
}
