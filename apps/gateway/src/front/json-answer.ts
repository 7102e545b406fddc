import type { ServerResponse } from 'node:http';
import { errorStatus, type ErrorBody, type ErrorCode } from '@toolyard/contracts';

/** Answers with JSON; with its head alone to a HEAD request. @param headers further ones, or in place of the usual */
export function sendJson(
  res: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  const body = Buffer.from(JSON.stringify(value));
  const usual = { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length };
  res.writeHead(status, { ...usual, ...headers });
  res.end(res.req.method === 'HEAD' ? undefined : body);
}

export function sendError(
  res: ServerResponse,
  code: ErrorCode,
  message: string,
  status: number = errorStatus[code],
): void {
  sendJson(res, status, { code, message } satisfies ErrorBody);
}
