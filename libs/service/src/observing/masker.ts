const shortest = 4;
const mask = '***';

/**
 * A secret inside a longer base64 text starts at one of three alignments; the first and last characters depend on the
 * neighbours.
 */
function base64Forms(value: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), value])
      .toString('base64')
      .replace(/=+$/, '');
    const from = shift === 0 ? 0 : shift + 1;
    const whole = (value.length + shift) % 3 === 0;
    const core = whole ? encoded.slice(from) : encoded.slice(from, -1);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function forms(value: string): string[] {
  const lines = value.split(/\r?\n/).filter((line) => line.length >= 8);
  const plain = [value, ...lines];
  const encoded = plain.flatMap((text) => [
    encodeURIComponent(text),
    encodeURIComponent(text).replaceAll('%20', '+'),
    JSON.stringify(text).slice(1, -1),
    ...base64Forms(Buffer.from(text)),
  ]);
  return [...plain, ...encoded];
}

/**
 * Replaces secrets by `***`: as they are, base64 (also inside longer base64), URL-encoded and JSON-escaped.
 * Values shorter than 4 characters are left alone, because masking them would make every text unreadable.
 */
export class Masker {
  private readonly pattern: RegExp | null;

  constructor(values: Iterable<string>) {
    const all = new Set([...values].filter((value) => value.length >= shortest).flatMap(forms));
    const ordered = [...all].filter((form) => form.length >= shortest).sort((a, b) => b.length - a.length);
    this.pattern =
      ordered.length === 0
        ? null
        : new RegExp(ordered.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
  }

  mask(text: string): string {
    return this.pattern === null ? text : text.replace(this.pattern, mask);
  }
}
