import type { ServerResponse } from 'node:http';
import { errorStatus, type ErrorBody, type ErrorCode } from '@toolyard/contracts';

export function sendJson(res: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
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
