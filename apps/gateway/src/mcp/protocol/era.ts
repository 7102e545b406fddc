import { implementationOf, objectOf, paramsOf, textOf, type ClientInfo, type Message, type Parsed } from './jsonrpc.js';

/** First revision without sessions (2026-07-28). Revisions are dates, so they compare as text. */
export const modernSince = '2026-07-28';
const metaVersion = 'io.modelcontextprotocol/protocolVersion';
const metaClient = 'io.modelcontextprotocol/clientInfo';

/** Header first, then the body: a modern request that forgot its header must still not be given a session. */
export function isModern(versionHeader: string | undefined, parsed: Parsed | null): boolean {
  if (versionHeader !== undefined && /^\d{4}-\d\d-\d\d$/.test(versionHeader)) return versionHeader >= modernSince;
  const first = parsed && !parsed.batch ? parsed.messages[0] : undefined;
  return first !== undefined && textOf(objectOf(paramsOf(first), '_meta'), metaVersion) >= modernSince;
}

export function modernClient(message: Message): ClientInfo {
  return implementationOf(objectOf(paramsOf(message), '_meta')[metaClient]);
}

/** `initialize` must stand alone; in a batch it is the server's business to refuse it. */
export function initializeOf(parsed: Parsed | null): Message | null {
  const first = parsed && !parsed.batch ? parsed.messages[0] : undefined;
  return first?.method === 'initialize' ? first : null;
}
