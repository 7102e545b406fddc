import type { Caller } from './access.js';
import { hasDisguisedKey, readsInTwoWays } from '../protocol/json-keys.js';
import { paramsOf, textOf, type Message, type Parsed } from '../protocol/jsonrpc.js';

/**
 * Why a body is not forwarded. `ambiguous`: servers could read it differently. `server`: the caller may call no tool of
 * the server. `scope`: the client's token allows to connect and list only. `calls`: these tool calls are denied.
 */
export type Denial =
  | { kind: 'ambiguous' }
  | { kind: 'server' }
  | { kind: 'scope'; calls: Message[] }
  | { kind: 'calls'; calls: Message[] };

/** Decided from the body alone: headers such as `Mcp-Name` are claims of the client. */
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

/** Fast path for most messages: no key that rights depend on occurs twice or escaped. */
function isPlain(body: Buffer): boolean {
  // Latin-1 decodes fastest, and all keys are ASCII.
  const text = body.toString('latin1');
  return !text.includes('\\u') && decisive.every((key) => text.indexOf(key) === text.lastIndexOf(key));
}

const decisive = ['"method"', '"params"', '"name"'];
