import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ServiceName } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import { type Dispatcher, errors, Pool } from 'undici';
import { ConcurrencyLimit } from './concurrency-limits.js';
import { sendError } from '../json-answer.js';
import { hasBody } from './request-framing.js';
import { headersToClient, headersToService } from './service-headers.js';
import type { TrustedProxies } from '../trusted-proxies.js';

/**
 * - `api`: small requests, read whole before a service sees them, so that a slow sender holds no connection to it.
 * - `stream`: answers that go on for hours.
 * - `git`: bodies and answers of any size.
 * - `webhook`: bodies of up to 25 MB, many at once from few addresses.
 */
type Kind = 'api' | 'stream' | 'git' | 'webhook';

interface ProxyLimits {
  bodyBytes: number;
  /** Time limit for the body of an `api` request. */
  bodyTimeoutMs: number;
  /** Longest silence of the client of a `git` request or a `webhook`. */
  idleMs: number;
  /** Concurrent requests. `service`: to one service; `address`: of one address; `account`: with one key or session. */
  atOnce: Record<Kind, { service: number; address: number; account: number }>;
}

const defaultProxyLimits: ProxyLimits = {
  bodyBytes: 1024 * 1024,
  bodyTimeoutMs: 30_000,
  idleMs: 60_000,
  atOnce: {
    api: { service: 512, address: 256, account: 256 },
    stream: { service: 2_048, address: 256, account: 64 },
    git: { service: 256, address: 128, account: 64 },
    webhook: { service: 1_024, address: 1_024, account: 1_024 },
  },
};

const answerTimeoutMs: Record<Kind, number> = { api: 150_000, stream: 30_000, git: 30 * 60_000, webhook: 30_000 };
const connectionsPerPool: Record<Kind, number> = { api: 128, stream: 2_048, git: 256, webhook: 64 };

/**
 * Carries the REST API and git to the services. Framing and headers of the connection are the gateway's own, so that a
 * request means the same to both sides; every wait has a limit, and what exceeds one is answered at once.
 */
export class ServiceProxy {
  private readonly pools = new Map<string, Pool>();
  private readonly limits = new Map<string, ConcurrencyLimit>();

  /** @param urls read for every request: the gateway's own address is added when NATS can be reached */
  constructor(
    private readonly urls: Partial<Record<ServiceName, string>>,
    private readonly proxies: TrustedProxies,
    private readonly options: ProxyLimits = defaultProxyLimits,
  ) {}

  forward(req: IncomingMessage, res: ServerResponse, service: ServiceName): void {
    const url = this.urls[service];
    if (url === undefined) return unavailable(req, res, service);
    const kind = kindOf(req, service);
    const release = this.admit(req, service, kind);
    if (!release) return busy(req, res);
    res.once('close', release);
    this.exchange(req, res, url, kind).catch((error: unknown) => {
      if (res.destroyed) return;
      if (!(error instanceof errors.UndiciError))
        log.error({ err: error, service }, 'a request could not be forwarded');
      else log.warn({ err: error, service }, 'a service did not answer');
      if (res.headersSent) res.destroy();
      else unavailable(req, res, service);
    });
  }

  close(): void {
    for (const pool of this.pools.values()) pool.destroy().catch(() => undefined);
    this.pools.clear();
  }

  private async exchange(req: IncomingMessage, res: ServerResponse, url: string, kind: Kind) {
    const body = await this.bodyOf(req, res, kind);
    if (body === 'refused' || res.destroyed) return;
    const gone = new AbortController();
    res.once('close', () => gone.abort());
    const clientAddress = this.proxies.clientOf(req);
    const headers = headersToService(req.headers, {
      host: req.headers.host ?? new URL(url).host,
      clientAddress,
      correlationId: randomUUID(),
    });
    if (isPassedOn(kind) && req.headers['content-length']) headers['content-length'] = req.headers['content-length'];
    const options: Dispatcher.RequestOptions = {
      path: req.url!,
      method: req.method as Dispatcher.HttpMethod,
      headers,
      body,
      signal: gone.signal,
      headersTimeout: answerTimeoutMs[kind],
      bodyTimeout: kind === 'api' ? answerTimeoutMs.api : 0,
    };
    const answer = await this.request(url, kind, options);
    res.writeHead(answer.statusCode, headersToClient(answer.headers));
    res.flushHeaders();
    await pipeline(answer.body, res);
  }

  /** Repeats a read once when the service closed an idle connection as it was used: nothing was answered or changed. */
  private async request(url: string, kind: Kind, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData> {
    const pool = this.pool(url, kind);
    try {
      return await pool.request(options);
    } catch (error) {
      const repeatable = options.method === 'GET' || options.method === 'HEAD';
      if (!repeatable || !(error instanceof errors.SocketError)) throw error;
      return pool.request(options);
    }
  }

  private async bodyOf(
    req: IncomingMessage,
    res: ServerResponse,
    kind: Kind,
  ): Promise<Buffer | PassThrough | null | 'refused'> {
    if (!hasBody(req)) return null;
    if (isPassedOn(kind)) return passedOn(req, this.options.idleMs);
    const { bodyBytes, bodyTimeoutMs } = this.options;
    const read = await readSmallBody(req, bodyBytes, bodyTimeoutMs);
    if (read === 'too_large') tooLarge(req, res);
    if (read === 'late') tooLate(req, res, bodyTimeoutMs);
    return Buffer.isBuffer(read) ? read : 'refused';
  }

  private admit(req: IncomingMessage, service: ServiceName, kind: Kind): (() => void) | null {
    const { service: perService, address, account } = this.options.atOnce[kind];
    const client = this.proxies.clientOf(req);
    const places = [
      this.limit(`${kind} service`, perService).take(service),
      this.limit(`${kind} address`, address).take(client),
      this.limit(`${kind} account`, account).take(accountOf(req) ?? `address ${client}`),
    ];
    const release = () => places.forEach((give) => give?.());
    if (places.every((place) => place !== null)) return release;
    release();
    return null;
  }

  private limit(name: string, perKey: number): ConcurrencyLimit {
    let limit = this.limits.get(name);
    if (!limit) this.limits.set(name, (limit = new ConcurrencyLimit(perKey)));
    return limit;
  }

  private pool(url: string, kind: Kind): Pool {
    const key = `${kind} ${url}`;
    let pool = this.pools.get(key);
    if (!pool) {
      pool = new Pool(url, { connections: connectionsPerPool[kind], pipelining: 1, connect: { timeout: 3_000 } });
      this.pools.set(key, pool);
    }
    return pool;
  }
}

/** Kinds whose bodies are too large to be read before a service sees them. */
const isPassedOn = (kind: Kind): boolean => kind === 'git' || kind === 'webhook';

function kindOf(req: IncomingMessage, service: ServiceName): Kind {
  if (service === 'builds' && req.url!.startsWith('/git')) return 'git';
  if (service === 'builds' && req.url!.startsWith('/webhooks/')) return 'webhook';
  return /\btext\/event-stream\b/.test(req.headers.accept ?? '') ? 'stream' : 'api';
}

/** Identifies the key or login session of a request by its hash. */
function accountOf(req: IncomingMessage): string | null {
  const shown = req.headers.authorization ?? req.headers.cookie;
  return shown === undefined ? null : createHash('sha256').update(shown).digest('base64');
}

/** Without an iterator, whose early end would close the connection before the answer is sent. */
function readSmallBody(
  req: IncomingMessage,
  maxBytes: number,
  timeoutMs: number,
): Promise<Buffer | 'too_large' | 'late' | 'gone'> {
  return new Promise((resolve) => {
    if (Number(req.headers['content-length'] ?? 0) > maxBytes) return resolve('too_large');
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => finish('late'), timeoutMs);
    const finish = (result: Buffer | 'too_large' | 'late' | 'gone') => {
      clearTimeout(timer);
      req.removeAllListeners('data');
      resolve(result);
    };
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) return finish('too_large');
      chunks.push(chunk);
    });
    req.once('end', () => finish(Buffer.concat(chunks)));
    req.once('close', () => finish('gone'));
    req.once('error', () => finish('gone'));
  });
}

/**
 * A copy of the body: when the service answers before it has read everything, the rest is still taken from the client,
 * because clients such as git send all of it before they read the answer.
 */
function passedOn(req: IncomingMessage, idleMs: number): PassThrough {
  const copy = new PassThrough();
  req.setTimeout(idleMs, () => req.destroy());
  req.once('error', () => copy.destroy());
  req.once('aborted', () => copy.destroy());
  copy.once('close', () => {
    req.unpipe(copy);
    req.resume();
  });
  req.pipe(copy);
  return copy;
}

function tooLarge(req: IncomingMessage, res: ServerResponse): void {
  closeAfter(res);
  req.resume();
  sendError(res, 'payload_too_large', 'The request body is larger than 1 MiB. Nothing was changed.');
}

function tooLate(req: IncomingMessage, res: ServerResponse, timeoutMs: number): void {
  closeAfter(res);
  res.once('finish', () => req.destroy());
  sendError(res, 'timeout', `The body did not arrive within ${timeoutMs / 1_000} s. Nothing was changed.`, 408);
}

function busy(req: IncomingMessage, res: ServerResponse): void {
  req.resume();
  closeAfter(res);
  res.setHeader('retry-after', '1');
  sendError(res, 'too_many_requests', 'Too many requests are open at the same time. Try again in a moment.');
}

function unavailable(req: IncomingMessage, res: ServerResponse, service: ServiceName): void {
  req.resume();
  res.setHeader('retry-after', '1');
  sendError(
    res,
    'unavailable',
    `The ${service} service cannot be reached right now. Nothing is known to have changed; try again in a moment.`,
  );
}

/** Closes a connection whose request was not read completely. */
function closeAfter(res: ServerResponse): void {
  res.setHeader('connection', 'close');
}
