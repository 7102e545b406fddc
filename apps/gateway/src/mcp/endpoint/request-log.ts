import type { IncomingMessage } from 'node:http';
import { log } from '@toolyard/service';
import type { McpRequest } from '../exchange/request.js';

/** Logs the request once its answer is complete or given up. */
export function logRequest(req: IncomingMessage, { reply, route, correlationId }: McpRequest): void {
  const started = performance.now();
  reply.res.on('close', () => {
    const ms = Math.round(performance.now() - started);
    const { statusCode: status } = reply.res;
    const entry = {
      correlationId,
      server: route.serverId,
      method: req.method,
      path: req.url?.split('?', 1)[0],
      status,
      ms,
    };
    log.debug(entry, 'MCP request');
  });
}
