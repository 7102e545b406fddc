import type { ServerResponse } from 'node:http';
import type { ErrorCode } from '@toolyard/contracts';
import { errorStatus } from '@toolyard/contracts';
import { jsonAnswer } from './json-answer.js';
import { errorAnswer, rpcCodes, type MessageId } from '../protocol/jsonrpc.js';

export interface GatewayError {
  /** Of the error catalogue; becomes `data.code`. */
  code: ErrorCode;
  message: string;
  /** HTTP status; the catalogue's unless given. */
  status?: number;
  /** JSON-RPC code; `refused` unless given. */
  rpcCode?: number;
  id?: MessageId | null;
  headers?: string[];
  /** Becomes `data.details`. */
  details?: unknown;
}

/** Answers with a JSON-RPC error. Does nothing when an answer has begun. */
export function answerError(res: ServerResponse, origin: string | undefined, error: GatewayError): void {
  if (res.headersSent || res.destroyed) return;
  const { code, message, details } = error;
  const data = details === undefined ? { code } : { code, details };
  const answer = errorAnswer(error.id ?? null, error.rpcCode ?? rpcCodes.refused, message, data);
  const { headers, body } = jsonAnswer(origin, answer, error.headers);
  res.writeHead(error.status ?? errorStatus[code], headers).end(body);
}
