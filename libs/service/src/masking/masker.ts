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

  private maskValues(text: string): string {
    if (!this.search || text.length < shortestSecret) return text;
    const bytes = Buffer.from(text);
    const found = new Matches();
    this.search.search(bytes, found.add);
    return found.ranges.length === 0 ? text : replaced(bytes, found.ranges).toString();
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
