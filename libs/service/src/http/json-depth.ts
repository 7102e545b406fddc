const quote = 0x22;
const backslash = 0x5c;

/** Objects and arrays in one another that a request body may have. */
export const mostLevels = 128;
/** The `type` of the error by which the body parser refuses a deeper one. */
export const tooDeep = 'entity.too.deep';

/**
 * Whether JSON nests deeper than `levels`, found without recursion and before anything parses it: validation,
 * transformation and `JSON.stringify` recurse, and would exhaust the stack.
 * @param bytes JSON in UTF-8, perhaps malformed
 */
export function nestsDeeper(bytes: Buffer, levels: number): boolean {
  // Every level has an opening bracket.
  if (bytes.length <= levels) return false;
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case quote:
        at = endOfString(bytes, at + 1);
        break;
      case 0x7b: // {
      case 0x5b: // [
        depth += 1;
        if (depth > levels) return true;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth -= 1;
        break;
      default:
    }
  }
  return false;
}

/** For the `verify` option of the body parser. @throws Error with a status and a type that `ErrorsFilter` answers */
export function refuseDeepNesting(_request: unknown, _response: unknown, body: Buffer, charset: string): void {
  // JSON is UTF-8 (RFC 8259, section 8.1); brackets of another encoding could not be counted.
  if (charset !== 'utf-8') throw Object.assign(new Error('charset'), { status: 415, type: 'charset.unsupported' });
  if (!nestsDeeper(body, mostLevels)) return;
  throw Object.assign(new Error('too deep'), { status: 400, type: isJson(body) ? tooDeep : 'entity.parse.failed' });
}

/** `JSON.parse` itself does not recurse. */
function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}

/**
 * Where a string of JSON ends.
 * @param from first byte after the quote that opens the string
 * @returns position of the quote that closes it; the length when none does
 */
export function endOfString(bytes: Buffer, from: number): number {
  for (let end = bytes.indexOf(quote, from); end !== -1; end = bytes.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (bytes[end - 1 - slashes] === backslash) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return bytes.length;
}
