import { isExactNumber, numberOf, type ExactNumber } from './exact-numbers.js';
import { elementTexts, memberText } from './json-text.js';

/** JSON-RPC 2.0 as MCP uses it: kinds of messages and ids of requests. Independent of HTTP. */

/**
 * Codes of errors that the gateway itself answers. -32020 to -32099 belongs to the protocol; of it only -32001 is used.
 */
export const rpcCodes = {
  refused: -32000,
  sessionNotFound: -32001,
  timeout: -32001,
  invalidRequest: -32600,
  parseError: -32700,
} as const;

/** A number beyond 2^53 keeps its digits. */
export type MessageId = string | number | ExactNumber;

/** A parsed message. Other fields stay in the object unchanged. */
export interface Message {
  jsonrpc?: unknown;
  id?: MessageId | null;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: unknown;
}

export interface Parsed {
  messages: Message[];
  /** An array of messages (2025-03-26 only). */
  batch: boolean;
  /** What was parsed. */
  text: string;
}

/** The JSON of one of the messages, as it was written. */
export function sourceOf({ messages, batch, text }: Parsed, message: Message): string {
  return batch ? (elementTexts(text)[messages.indexOf(message)] ?? '') : text;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The messages of a body. @returns null when it is not a JSON object or an array of JSON objects */
export function parseMessages(text: string): Parsed | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const batch = Array.isArray(value);
  const messages = batch ? (value as unknown[]) : [value];
  if (!messages.every(isObject)) return null;
  const parsed: Parsed = { messages: messages as Message[], batch, text };
  for (const message of parsed.messages) withExactIds(parsed, message);
  return parsed;
}

/** Ids are echoed as they were written, and two ids that round to one JavaScript number are two requests. */
function withExactIds(parsed: Parsed, message: Message): void {
  const { id, method, params } = message;
  if (isRounded(id)) message.id = numberOf(memberText(sourceOf(parsed, message), 'id') ?? '', id);
  if (method !== 'notifications/cancelled' || !isObject(params) || !isRounded(params.requestId)) return;
  const digits = memberText(sourceOf(parsed, message), 'params', 'requestId') ?? '';
  params.requestId = numberOf(digits, params.requestId);
}

const isRounded = (id: unknown): id is number => typeof id === 'number' && !Number.isSafeInteger(id);

type MessageKind = 'request' | 'notification' | 'answer';

export function kindOf(message: Message): MessageKind {
  if (typeof message.method !== 'string') return 'answer';
  return isId(message.id) ? 'request' : 'notification';
}

export const isId = (id: unknown): id is MessageId =>
  typeof id === 'string' || typeof id === 'number' || isExactNumber(id);

/** `1` and `"1"` are different requests. */
export const idKey = (id: MessageId): string =>
  typeof id === 'string' ? `s${id}` : `n${typeof id === 'number' ? id : id.rawJSON}`;

/** The id that an answer to the whole body has: none in a batch, or when there is none that can be used. */
export function onlyId({ messages, batch }: Parsed): MessageId | null {
  const first = batch ? undefined : messages[0];
  return first && isId(first.id) ? first.id : null;
}

export function paramsOf(message: Message): Record<string, unknown> {
  return isObject(message.params) ? message.params : {};
}

export function textOf(record: Record<string, unknown>, key: string): string {
  const value = record[key];
  return typeof value === 'string' ? value : '';
}

export function objectOf(record: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = record[key];
  return isObject(value) ? value : {};
}

export interface ClientInfo {
  name: string;
  version: string;
}

/** Name and version of a client or server, from `initialize` or the modern `_meta`, cut to a safe length. */
export function implementationOf(value: unknown): ClientInfo {
  const record = isObject(value) ? value : {};
  return { name: textOf(record, 'name').slice(0, 200), version: textOf(record, 'version').slice(0, 100) };
}

export function errorAnswer(id: MessageId | null, code: number, message: string, data?: unknown): Message {
  return { jsonrpc: '2.0', id, error: data === undefined ? { code, message } : { code, message, data } };
}
