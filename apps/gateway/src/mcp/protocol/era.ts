import { implementationOf, objectOf, paramsOf, textOf, type ClientInfo, type Message, type Parsed } from './jsonrpc.js';

/** First revision without sessions. Revisions are dates, so they compare as text. */
const modernSince = '2026-07-28';
const metaVersion = 'io.modelcontextprotocol/protocolVersion';
const metaClient = 'io.modelcontextprotocol/clientInfo';

/** By the header, else by the body: a modern request without its header must not get a session either. */
export function isModern(versionHeader: string | undefined, parsed: Parsed | null): boolean {
  if (versionHeader !== undefined && /^\d{4}-\d\d-\d\d$/.test(versionHeader)) return versionHeader >= modernSince;
  const first = parsed && !parsed.batch ? parsed.messages[0] : undefined;
  return first !== undefined && textOf(objectOf(paramsOf(first), '_meta'), metaVersion) >= modernSince;
}

export function modernClient(message: Message): ClientInfo {
  return implementationOf(objectOf(paramsOf(message), '_meta')[metaClient]);
}

/** The `initialize` of a body; null in a batch, which the server rejects. */
export function initializeOf(parsed: Parsed | null): Message | null {
  const first = parsed && !parsed.batch ? parsed.messages[0] : undefined;
  return first?.method === 'initialize' ? first : null;
}
