import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { log, metrics } from '@toolyard/service';
import type { ServiceProxy } from './services/service-proxy.js';
import { framingProblem } from './services/request-framing.js';
import { ConcurrencyLimit } from './services/concurrency-limits.js';
import { DashboardDevelopment } from './dashboard-development.js';
import { DashboardFiles } from './dashboard-files.js';
import { serveAsyncApi, serveDocs } from './docs-page.js';
import { sendError, sendJson } from './json-answer.js';
import { Remembered } from './remembered.js';
import { mcpAddress, ownHostAddress, slugOfHost } from '../mcp/mcp-address.js';
import type { McpHandler } from '../mcp/endpoint/mcp.handler.js';
import { requestedOnOwnHost, requestedResource, type WellKnown } from '../mcp/discovery/well-known.js';
import { ownerOf } from './owner-of.js';
import type { PlatformHealth, PlatformServices } from '../health/services-health.js';

interface PublicServerOptions {
  mcp: McpHandler;
  wellKnown: WellKnown;
  /** Domain below which each server has a host of its own. */
  serverDomain: string | undefined;
  platformHost: string;
  api: ServiceProxy;
  services: PlatformServices;
  health(): Promise<PlatformHealth>;
  /** Whether the request shows an API key that may read the gateway's metrics. */
  mayReadMetrics(authorization: string | undefined): boolean;
  /** The public URL is https, so browsers are asked to use nothing else. */
  https: boolean;
  /** A development server for the dashboard, instead of its built files. */
  dashboardUrl?: string;
}

/** Longer than the keep-alive of proxies in front, so that the proxy closes first. */
const keepAliveMs = 75_000;
const headersMs = 20_000;
/** Of one address; a proxy in front has many clients behind it. */
const connectionsPerAddress = 4_096;
const connectionsOverall = 16_384;

/** The public port: hands each request to its owner by host and path, without a framework in between. */
export class PublicServer {
  readonly #server: Server;
  readonly #dashboard = new DashboardFiles();
  readonly #development: DashboardDevelopment | null;
  /** Both ask every service, so that many requests must not become many times as many. */
  readonly #health = new Remembered(
    () => this.options.health(),
    ({ status }) => (status === 'ok' ? 2_000 : 500),
  );
  readonly #openApi = new Remembered(
    () => this.options.services.openApi(),
    (document) => ('x-missing' in document ? 500 : 10_000),
  );
  readonly #connections = new ConcurrencyLimit(connectionsPerAddress, connectionsOverall);

  constructor(private readonly options: PublicServerOptions) {
    // No limit for a whole request, because a push of a large repository takes long; a limit for its headers.
    this.#server = createServer(
      {
        requestTimeout: 0,
        headersTimeout: headersMs,
        keepAliveTimeout: keepAliveMs,
        noDelay: true,
        maxHeaderSize: 32_768,
      },
      (req, res) => this.#receive(req, res),
    );
    this.#development = options.dashboardUrl === undefined ? null : new DashboardDevelopment(options.dashboardUrl);
    this.#development?.upgrade(this.#server, (url) => isDashboard(pathOf(url)));
    this.#server.on('connection', (socket) => this.#limitConnections(socket));
  }

  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => resolve());
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Accepts no new connections, waits for requests in progress, and closes their connections after `graceMs`. */
  async close(graceMs: number, beforeCut: () => void): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => {
      beforeCut();
      this.#server.closeAllConnections();
    }, graceMs);
    await closed;
    clearTimeout(timer);
    this.#development?.close();
  }

  /** Refuses what two programs could read differently, and keeps an unexpected error inside its request. */
  #receive(req: IncomingMessage, res: ServerResponse): void {
    req.on('error', () => undefined);
    res.on('error', () => undefined);
    const problem = framingProblem(req);
    try {
      if (problem === null) return this.#handle(req, res);
      res.setHeader('connection', 'close');
      res.once('finish', () => req.destroy());
      sendError(res, 'invalid_request', `${problem} Nothing was done.`);
    } catch (error) {
      log.error({ err: error }, 'a request could not be handled');
      if (res.headersSent) res.destroy();
      else sendError(res, 'internal', 'The request could not be handled. The log of the gateway has the reason.');
    }
  }

  #limitConnections(socket: Socket): void {
    const release = this.#connections.take(socket.remoteAddress ?? '');
    if (release) socket.once('close', release);
    else socket.destroy();
  }

  #handle(req: IncomingMessage, res: ServerResponse): void {
    const url = req.url ?? '/';
    const slug = slugOfHost(req.headers.host, this.options.serverDomain, this.options.platformHost);
    if (slug !== null) return this.#ownHost(req, res, url, slug);
    if (url.startsWith('/s/')) {
      const address = mcpAddress(url);
      if (address) return this.options.mcp.handle(req, res, address);
      if (isWellKnown(url)) return this.options.wellKnown.answer(req, res, requestedResource(pathOf(url)));
      return this.#notFound(req, res, 'A server answers at /s/<slug>/mcp, and at /s/<slug>/sse for the old transport.');
    }
    if (this.options.https) res.setHeader('strict-transport-security', 'max-age=31536000');
    const owner = ownerOf(url);
    if (owner) return this.options.api.forward(req, res, owner);
    if (isWellKnown(url)) return this.options.wellKnown.answer(req, res, requestedResource(pathOf(url)));
    this.#own(req, res, url).catch(() => res.destroy());
  }

  /** A server's own host: its endpoints, and the addresses that clients need to sign in. */
  #ownHost(req: IncomingMessage, res: ServerResponse, url: string, slug: string): void {
    const address = ownHostAddress(slug, url);
    if (address) return this.options.mcp.handle(req, res, address);
    if (isAuthorizationServer(url)) return this.options.api.forward(req, res, 'identity');
    if (isWellKnown(url)) return this.options.wellKnown.answer(req, res, requestedOnOwnHost(slug, pathOf(url)), true);
    this.#notFound(req, res, 'This server answers at /mcp, and at /sse for the old transport.');
  }

  async #own(req: IncomingMessage, res: ServerResponse, url: string): Promise<void> {
    const path = pathOf(url);
    if (req.method !== 'GET' && req.method !== 'HEAD')
      return this.#notFound(req, res, 'There is nothing at this path.');
    const docs = /^\/api\/docs(?:\/([^/]*))?$/.exec(path);
    if (docs) {
      if (path === '/api/docs/') return void res.writeHead(308, { location: '../docs' }).end();
      if (serveDocs(res, docs[1] ?? '')) return;
    }
    if (this.#development && isDashboard(path)) return this.#development.serve(req, res);
    if (this.#dashboard.serve(req, res, path)) return;
    switch (path) {
      case '/':
        return welcome(req, res);
      case '/health': {
        const health = await this.#health.get();
        return sendJson(res, health.status === 'ok' ? 200 : 503, health);
      }
      case '/health/live':
        return sendJson(res, 200, { status: 'ok' });
      case '/metrics':
        if (!this.options.mayReadMetrics(req.headers.authorization)) return refuseMetrics(res);
        res.writeHead(200, { 'content-type': metrics.contentType });
        return void res.end(await metrics.metrics());
      case '/api/asyncapi.json':
        return serveAsyncApi(res);
      case '/api/openapi.json':
        return sendJson(res, 200, await this.#openApi.get());
      default:
        return this.#notFound(req, res, 'There is nothing at this path. The API is described at /api/docs.');
    }
  }

  #notFound(req: IncomingMessage, res: ServerResponse, message: string): void {
    req.resume();
    sendError(res, 'not_found', message);
  }
}

const pathOf = (url: string): string => /^[^?#]*/.exec(url)?.[0] ?? '/';
const isDashboard = (path: string): boolean =>
  ownerOf(path) === null && !/^\/(s|api|git|oauth|scim|health|metrics|\.well-known)(\/|$)/.test(path);
const isWellKnown = (url: string): boolean => url.includes('/.well-known/') || url.endsWith('/.well-known');
const isAuthorizationServer = (url: string): boolean =>
  /^\/\.well-known\/(oauth-authorization-server|openid-configuration)(\/|\?|$)/.test(url);

function refuseMetrics(res: ServerResponse): void {
  res.setHeader('www-authenticate', 'Bearer');
  sendError(res, 'unauthenticated', 'Metrics need an API key of an admin for all servers, with the right "read".');
}

function welcome(req: IncomingMessage, res: ServerResponse): void {
  if (!/text\/html/.test(req.headers.accept ?? '')) {
    return sendJson(res, 200, {
      name: 'toolyard',
      api: '/api/v1',
      docs: '/api/docs',
      openapi: '/api/openapi.json',
      asyncapi: '/api/asyncapi.json',
      health: '/health',
      mcp: '/s/<slug>/mcp',
      git: '/git/<slug>.git',
    });
  }
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  res.end(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Toolyard</title><h1>Toolyard</h1>' +
      '<p>The platform is running; its dashboard is not built. <a href="api/docs">API ' +
      'documentation</a> · <a href="health">Health</a></p></html>\n',
  );
}
