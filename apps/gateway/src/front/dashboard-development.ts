import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import httpProxy from 'http-proxy';
import { sendError } from './json-answer.js';

/**
 * While the dashboard is edited, a development server (Vite) answers for its files, and the WebSocket by which it
 * reloads pages is upgraded. Only requests without a body come here: those are safe with http-proxy.
 */
export class DashboardDevelopment {
  private readonly proxy: httpProxy;

  constructor(url: string) {
    this.proxy = httpProxy.createProxyServer({ target: url, ws: true, changeOrigin: true });
    this.proxy.on('error', (_error, _req, socket) => void socket.destroy());
  }

  /** @param path GET and HEAD alone reach this */
  serve(req: IncomingMessage, res: ServerResponse): void {
    this.proxy.web(req, res, {}, () => sendError(res, 'unavailable', 'The development server does not answer.'));
  }

  /** Every other upgrade is refused. */
  upgrade(server: Server, isDashboard: (url: string) => boolean): void {
    server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
      if (req.method === 'GET' && isDashboard(req.url ?? '/')) this.proxy.ws(req, socket, head);
      else socket.destroy();
    });
  }

  close(): void {
    this.proxy.close();
  }
}
