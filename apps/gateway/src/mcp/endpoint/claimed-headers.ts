import type { IncomingHttpHeaders } from 'node:http';
import { paramsOf, textOf, type Message, type Parsed } from '../protocol/jsonrpc.js';

/** JSON-RPC code of a header that contradicts the body (2026-07-28). */
export const headerMismatch = -32020;

const nameKeys: Record<string, string> = { 'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri' };

/**
 * Whether `Mcp-Method` or `Mcp-Name` says something else than the body. Rights are decided from the body, and a server,
 * or a proxy in front of it, may act by the header.
 */
export function contradictsBody(headers: IncomingHttpHeaders, { messages }: Parsed): boolean {
  const method = headers['mcp-method'];
  const name = headers['mcp-name'];
  if (method === undefined && name === undefined) return false;
  return messages.some(
    (message) =>
      (method !== undefined && method !== message.method) ||
      (name !== undefined && nameOf(message) !== null && !claims(name).includes(nameOf(message)!)),
  );
}

function nameOf(message: Message): string | null {
  const key = Object.hasOwn(nameKeys, message.method ?? '') ? nameKeys[message.method!] : undefined;
  return key === undefined ? null : textOf(paramsOf(message), key);
}

/** What the value of a header may mean: itself, the UTF-8 of its bytes, or its Base64 form. */
function claims(header: string | string[]): string[] {
  if (typeof header !== 'string') return [];
  const encoded = /^=\?base64\?([A-Za-z0-9+/=_-]*)\?=$/i.exec(header)?.[1];
  if (encoded !== undefined) return [Buffer.from(encoded, 'base64').toString('utf8')];
  return [header, Buffer.from(header, 'latin1').toString('utf8')];
}
