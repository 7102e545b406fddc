import type { Caller } from './access.js';
import { hasDisguisedKey, readsInTwoWays } from '../protocol/json-keys.js';
import { paramsOf, textOf, type Message, type Parsed } from '../protocol/jsonrpc.js';

/**
 * Why a body is not passed on. `calls`: the tool calls in it that are refused; the rest of a batch waits for a better
 * one. `scope`: the client was let in to list only, and can ask its user for more. `server`: no tool of the server may
 * be called, so nothing of it is shown.
 */
export type Denial =
  | { kind: 'ambiguous' }
  | { kind: 'server' }
  | { kind: 'scope'; calls: Message[] }
  | { kind: 'calls'; calls: Message[] };

/** Decided from the body alone: headers such as `Mcp-Name` are a client's claim about it. */
export function denialOf(
  { messages, batch }: Parsed,
  body: Buffer,
  { rights, mayCall }: Pick<Caller, 'rights' | 'mayCall'>,
): Denial | null {
  if (rights.isAll && mayCall) return null;
  if (
    messages.some(
      (message) => hasDisguisedKey(message as Record<string, unknown>) || hasDisguisedKey(paramsOf(message)),
    )
  )
    return { kind: 'ambiguous' };
  if ((batch || !isPlain(body)) && readsInTwoWays(body)) return { kind: 'ambiguous' };
  const calls = messages.filter(({ method }) => method === 'tools/call');
  if (!mayCall && calls.length > 0) return { kind: 'scope', calls };
  const refused = calls.filter((call) => !rights.allows(textOf(paramsOf(call), 'name')));
  if (refused.length > 0) return { kind: 'calls', calls: refused };
  return rights.usable ? null : { kind: 'server' };
}

/** Spares most messages the closer look: nothing that rights are decided by occurs twice, or in another spelling. */
function isPlain(body: Buffer): boolean {
  // One character a byte, which is quicker; all that is looked for is ASCII.
  const text = body.toString('latin1');
  return !text.includes('\\u') && decisive.every((key) => text.indexOf(key) === text.lastIndexOf(key));
}

const decisive = ['"method"', '"params"', '"name"'];
