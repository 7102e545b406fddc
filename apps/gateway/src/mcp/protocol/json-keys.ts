const quote = 0x22;
const backslash = 0x5c;

/**
 * Two readings of one message. JSON leaves open which of two equal keys counts, and some libraries take `Name` for
 * `name`; a server that reads a message so would do something else than what rights were checked for. True when a
 * message (or one of a batch) or its `params` has two keys that are equal but for case.
 */
export function readsInTwoWays(bytes: Buffer): boolean {
  /** Keys seen in each open object that matters; null for the others. */
  const open: (Set<string> | null)[] = [];
  let key = '';
  let expectsKey = false;
  let base = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case quote: {
        const end = endOfString(bytes, at + 1);
        const seen = open.at(-1);
        if (expectsKey && seen) {
          key = folded(JSON.parse(bytes.toString('utf8', at, end + 1)) as string);
          if (seen.has(key)) return true;
          seen.add(key);
        }
        expectsKey = false;
        at = end;
        break;
      }
      case 0x7b: // {
        open.push(open.length === base || (open.length === base + 1 && key === 'params') ? new Set() : null);
        expectsKey = true;
        break;
      case 0x5b: // [
        if (open.length === 0) base = 1;
        open.push(null);
        expectsKey = false;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        open.pop();
        expectsKey = false;
        break;
      case 0x2c: // ,
        // In arrays strings follow, and those have no set to be looked up in.
        expectsKey = true;
        break;
      default:
    }
  }
  return false;
}

function endOfString(bytes: Buffer, from: number): number {
  for (let end = bytes.indexOf(quote, from); end !== -1; end = bytes.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (bytes[end - 1 - slashes] === backslash) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return bytes.length;
}

/** Keys that rights are decided by; spelt otherwise, a lenient server may still take them for these. */
const meant = ['jsonrpc', 'id', 'method', 'params', 'name', 'arguments'];

/** A key that only a server that ignores case would understand. */
export function hasDisguisedKey(record: Record<string, unknown>): boolean {
  return Object.keys(record).some((key) => !meant.includes(key) && meant.includes(folded(key)));
}

/**
 * Both ways, because some letters have a cousin in one direction only, and lenient servers know those too (`ſ` for
 * `s`).
 */
const folded = (key: string): string => key.toUpperCase().toLowerCase();
