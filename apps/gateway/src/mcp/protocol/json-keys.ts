import { endOfString } from '@toolyard/service';

const quote = 0x22;

/**
 * Whether a message, one of a batch, or its `params` has two keys that are equal but for case. JSON leaves open which
 * of two equal keys counts, and some libraries accept `Name` for `name`: such a server would do something else than
 * what rights were checked for.
 */
export function readsInTwoWays(bytes: Buffer): boolean {
  /** Keys of each open object that is checked; null for other objects and for arrays. */
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
        // In an array a string may follow, but an array has no set of keys.
        expectsKey = true;
        break;
      default:
    }
  }
  return false;
}

/** Keys that rights depend on. */
const decisive = ['jsonrpc', 'id', 'method', 'params', 'name', 'arguments'];

/** Whether a key equals a decisive one but for case, so that a lenient server may accept it. */
export function hasDisguisedKey(record: Record<string, unknown>): boolean {
  return Object.keys(record).some((key) => !decisive.includes(key) && decisive.includes(folded(key)));
}

/** Both conversions, because some letters have a counterpart in one direction only (`ſ` and `s`). */
const folded = (key: string): string => key.toUpperCase().toLowerCase();
