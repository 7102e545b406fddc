import type { ServerResponse } from 'node:http';
import type { ErrorCode } from '@toolyard/contracts';
import { errorStatus } from '@toolyard/contracts';
import { corsHeaders } from './cors.js';
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
  const body = Buffer.from(
    JSON.stringify(
      errorAnswer(error.id ?? null, error.rpcCode ?? rpcCodes.refused, error.message, {
        code: error.code,
        ...(error.details === undefined ? {} : { details: error.details }),
      }),
    ),
  );
  res.writeHead(error.status ?? errorStatus[error.code], [
    ...corsHeaders(origin),
    'content-type',
    'application/json',
    'content-length',
    String(body.length),
    ...(error.headers ?? []),
  ]);
  res.end(body);
}
