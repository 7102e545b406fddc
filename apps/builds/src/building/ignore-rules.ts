/**
 * The rules of a `.dockerignore` file, as `docker build` reads them
 * (https://docs.docker.com/build/concepts/context/#dockerignore-files). Matching a path takes time proportional to the
 * length of the path times the length of the rules, whatever the rules are.
 */
export class IgnoreRules {
  private readonly rules: { negated: boolean; pattern: Pattern }[] = [];

  constructor(text: string) {
    for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
      if (line.startsWith('#')) continue;
      const trimmed = line.trim();
      const negated = trimmed.startsWith('!');
      const source = cleaned(negated ? trimmed.slice(1).trim() : trimmed);
      if (source !== '') this.rules.push({ negated, pattern: compile(source) });
    }
  }

  /** True when the last rule that names the path or one of its folders ignores it. */
  ignores(path: string): boolean {
    let ignored = false;
    for (const { negated, pattern } of this.rules)
      if (negated === ignored && matchesPathOrFolder(pattern, path)) ignored = !negated;
    return ignored;
  }
}

/** One position of a pattern. */
type Token =
  | { kind: 'char'; char: string }
  | { kind: 'class'; negated: boolean; ranges: [string, string][] }
  /** `?` */
  | { kind: 'one' }
  /** `*`: any number of characters but `/`. */
  | { kind: 'many' }
  /** Inside of `**`: any number of characters; it is left at the end of the path, or after a `/`. */
  | { kind: 'deep'; leftAt: 'slash' | 'anywhere' };

/** Tokens, and for each whether matching may skip it. */
type Pattern = Token[];

/** A pattern without `.`, empty and `..` segments, as Go's `filepath.Clean` leaves it, and without its first `/`. */
function cleaned(source: string): string {
  const segments: string[] = [];
  for (const segment of source.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(segment);
  }
  return segments.join('/');
}

function compile(source: string): Pattern {
  const tokens: Pattern = [];
  for (let at = 0; at < source.length; at++) {
    const char = source[at]!;
    if (char === '*' && source[at + 1] === '*') {
      at += source[at + 2] === '/' ? 2 : 1;
      tokens.push({ kind: 'deep', leftAt: at + 1 >= source.length ? 'anywhere' : 'slash' });
    } else if (char === '*') tokens.push({ kind: 'many' });
    else if (char === '?') tokens.push({ kind: 'one' });
    else if (char === '[') {
      const found = classAt(source, at);
      tokens.push(found?.token ?? { kind: 'char', char });
      at = found?.end ?? at;
    } else if (char === '\\' && at + 1 < source.length) tokens.push({ kind: 'char', char: source[++at]! });
    else tokens.push({ kind: 'char', char });
  }
  return tokens;
}

/** The class of characters that begins at `[`; undefined when it does not end. */
function classAt(source: string, start: number): { token: Token; end: number } | undefined {
  const end = source.indexOf(']', start + 2);
  if (end < 0) return undefined;
  const negated = source[start + 1] === '^';
  const ranges: [string, string][] = [];
  for (let at = start + (negated ? 2 : 1); at < end; at++) {
    const [first, dash, last] = [source[at]!, source[at + 1], source[at + 2]!];
    if (dash === '-' && at + 2 < end) {
      ranges.push([first, last]);
      at += 2;
    } else ranges.push([first, first]);
  }
  return { token: { kind: 'class', negated, ranges }, end };
}

/** Follows all positions of the pattern at once, character by character. */
function matchesPathOrFolder(pattern: Pattern, path: string): boolean {
  let places = new Set<number>();
  enter(pattern, 0, places);
  for (const char of path) {
    // What was read so far is a folder of the path.
    if (char === '/' && places.has(pattern.length)) return true;
    const next = new Set<number>();
    for (const place of places) {
      const token = pattern[place];
      if (token === undefined) continue;
      if (token.kind === 'deep') {
        next.add(place);
        if (token.leftAt === 'anywhere' || char === '/') enter(pattern, place + 1, next);
      } else if (token.kind === 'many') {
        if (char !== '/') enter(pattern, place, next);
      } else if (accepts(token, char)) enter(pattern, place + 1, next);
    }
    places = next;
    if (places.size === 0) return false;
  }
  return places.has(pattern.length);
}

/** Adds a position, and those behind it that an empty text reaches. */
function enter(pattern: Pattern, place: number, places: Set<number>): void {
  for (let at = place; !places.has(at); at++) {
    places.add(at);
    const kind = pattern[at]?.kind;
    if (kind !== 'many' && kind !== 'deep') return;
  }
}

function accepts(token: Exclude<Token, { kind: 'many' | 'deep' }>, char: string): boolean {
  if (token.kind === 'char') return token.char === char;
  if (char === '/') return false;
  return token.kind === 'one' || token.ranges.some(([from, to]) => from <= char && char <= to) !== token.negated;
}
