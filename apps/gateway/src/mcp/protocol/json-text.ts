/** Reads slices of valid JSON text, so that records have numbers digit for digit and nothing recurses. */

const quote = 0x22;
const backslash = 0x5c;
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/**
 * The text of a member of an object, by its path of keys. Of a key that occurs twice the last one counts, as for
 * `JSON.parse`.
 * @param json valid JSON
 */
export function memberText(json: string, ...path: string[]): string | undefined {
  let text: string | undefined = json;
  for (const key of path) text = text === undefined ? undefined : ownMember(text, key);
  return text;
}

/** The texts of an array's elements. @param json valid JSON */
export function elementTexts(json: string): string[] {
  const elements: string[] = [];
  let at = afterSpace(json, 0);
  if (json[at] !== '[') return elements;
  at = afterSpace(json, at + 1);
  while (at < json.length && json[at] !== ']') {
    const end = endOfValue(json, at);
    elements.push(json.slice(at, end));
    at = afterSpace(json, end);
    if (json[at] === ',') at = afterSpace(json, at + 1);
  }
  return elements;
}

/**
 * The same JSON without spaces between its tokens and with every string escaped as `JSON.stringify` does, so that masks
 * find what a server escaped in another way. Numbers keep their digits.
 */
export function compactText(json: string): string {
  const pieces: string[] = [];
  let kept = 0;
  const keepUntil = (end: number) => void (end > kept && pieces.push(json.slice(kept, end)));
  for (let at = 0; at < json.length;) {
    const code = json.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(json, at);
      const escape = json.indexOf('\\', at);
      if (escape !== -1 && escape < end) {
        keepUntil(at);
        pieces.push(JSON.stringify(JSON.parse(json.slice(at, end))));
        kept = end;
      }
      at = end;
    } else if (isSpace(code)) {
      keepUntil(at);
      at = afterSpace(json, at);
      kept = at;
    } else {
      at += 1;
    }
  }
  keepUntil(json.length);
  return pieces.join('');
}

function ownMember(json: string, key: string): string | undefined {
  let found: string | undefined;
  let at = afterSpace(json, 0);
  if (json[at] !== '{') return undefined;
  at = afterSpace(json, at + 1);
  while (at < json.length && json[at] !== '}') {
    const end = endOfString(json, at);
    const raw = json.slice(at + 1, end - 1);
    const value = afterSpace(json, afterSpace(json, end) + 1);
    at = endOfValue(json, value);
    if (raw === key || (raw.includes('\\') && JSON.parse(`"${raw}"`) === key)) found = json.slice(value, at);
    at = afterSpace(json, at);
    if (json[at] === ',') at = afterSpace(json, at + 1);
  }
  return found;
}

function afterSpace(json: string, from: number): number {
  let at = from;
  while (at < json.length && isSpace(json.charCodeAt(at))) at += 1;
  return at;
}

function endOfValue(json: string, from: number): number {
  let depth = 0;
  for (let at = from; at < json.length; at += 1) {
    switch (json.charCodeAt(at)) {
      case quote:
        at = endOfString(json, at) - 1;
        if (depth === 0) return at + 1;
        break;
      case 0x7b: // {
      case 0x5b: // [
        depth += 1;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        if (depth === 0) return at;
        depth -= 1;
        if (depth === 0) return at + 1;
        break;
      case 0x2c: // ,
        if (depth === 0) return at;
        break;
      default:
        if (depth === 0 && isSpace(json.charCodeAt(at))) return at;
    }
  }
  return json.length;
}

/** @param from the opening quote @returns the position after the closing one */
function endOfString(json: string, from: number): number {
  for (let end = json.indexOf('"', from + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let slashes = 0;
    while (json.charCodeAt(end - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return json.length;
}
