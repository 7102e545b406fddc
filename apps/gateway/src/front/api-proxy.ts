import { Agent, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { log } from '@toolyard/service';
import httpProxy from 'http-proxy';
import { sendError } from './json-answer.js';
import type { Owner } from './route-owners.js';
import type { TrustedProxies } from './trusted-proxies.js';

/**
 * Carries the REST API and git to the services behind. http-proxy does not notice a client that went away, and leaves
 * the client hanging when the service dies within an answer: both ends are tied together here.
 */
export class ApiProxy {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 512, maxFreeSockets: 64 });
  readonly #proxy = httpProxy.createProxyServer({ agent: this.#agent, xfwd: true, changeOrigin: false });

  /** @param urls is looked at again for every request: the gateway's own is known once it has joined NATS. */
  constructor(
    private readonly urls: Partial<Record<Owner, string>>,
    proxies: TrustedProxies,
  ) {
    this.#proxy.on('proxyReq', (upstream, req, res) => {
      upstream.removeHeader('expect');
      // One address, which services take as it is: limits count by it, and the audit log tells it.
      upstream.setHeader('x-forwarded-for', proxies.clientOf(req));
      if (!upstream.getHeader('x-correlation-id')) upstream.setHeader('x-correlation-id', randomUUID());
      res.on('close', () => {
        if (!res.writableFinished) upstream.destroy();
      });
      requests.set(req, upstream);
    });
    this.#proxy.on('proxyRes', (answer, req, res) => {
      answer.on('close', () => {
        if (!answer.complete) res.destroy();
      });
      answer.on('end', () => {
        if (req.complete) return;
        // Answered before the request had ended. Nobody reads its rest any more, but clients such as git send all of it
        // before they listen.
        req.unpipe();
        req.resume();
        requests.get(req)?.destroy();
      });
    });
  }

  forward(req: IncomingMessage, res: ServerResponse, service: Owner, retried = false): void {
    const target = this.urls[service];
    if (target === undefined) return unavailable(res, service);
    this.#proxy.web(req, res, { target }, (error, _req, raw) => {
      const response = raw as ServerResponse;
      if (response.destroyed) return;
      if (response.headersSent) return void response.destroy();
      // The service closed an idle connection just as it was used again: nothing of the request was read.
      if (
        !retried &&
        isBodyless(req) &&
        requests.get(req)?.reusedSocket &&
        'code' in error &&
        error.code === 'ECONNRESET'
      ) {
        return this.forward(req, response, service, true);
      }
      log.warn({ err: error, service, path: req.url }, 'a service did not answer');
      unavailable(response, service);
    });
  }

  close(): void {
    this.#proxy.close();
    this.#agent.destroy();
  }
}

function unavailable(res: ServerResponse, service: Owner): void {
  res.setHeader('retry-after', '1');
  sendError(
    res,
    'unavailable',
    `The ${service} service cannot be reached right now. Nothing is known to have changed; try again in a moment.`,
  );
}

const requests = new WeakMap<IncomingMessage, ClientRequest>();

function isBodyless(req: IncomingMessage): boolean {
  return (
    ['GET', 'HEAD', 'DELETE'].includes(req.method ?? '') &&
    !req.headers['transfer-encoding'] &&
    !Number(req.headers['content-length'] ?? 0)
  );
}
