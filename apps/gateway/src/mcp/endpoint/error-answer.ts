import type { ServerResponse } from 'node:http';
import type { ErrorCode } from '@toolyard/contracts';
import { errorStatus } from '@toolyard/contracts';
import { corsHeaders } from './cors.js';
import { errorAnswer, type MessageId } from '../protocol/jsonrpc.js';

/**
 * JSON-RPC codes of errors that the gateway itself answers; -32020..-32099 belongs to the protocol and is left alone
 * but for -32001.
 */
export const rpcCodes = {
  refused: -32000,
  sessionNotFound: -32001,
  timeout: -32001,
  invalidRequest: -32600,
  parseError: -32700,
} as const;

export interface GatewayAnswer {
  code: ErrorCode;
  message: string;
  status?: number;
  rpcCode?: number;
  id?: MessageId | null;
  headers?: string[];
}

/**
 * Answers with a JSON-RPC error whose `data.code` is the stable code of the catalogue; does nothing once an answer has
 * begun.
 */
export function answer(res: ServerResponse, origin: string | undefined, error: GatewayAnswer): void {
  if (res.headersSent || res.destroyed) return;
  const body = Buffer.from(
    JSON.stringify(
      errorAnswer(error.id ?? null, error.rpcCode ?? rpcCodes.refused, error.message, { code: error.code }),
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
