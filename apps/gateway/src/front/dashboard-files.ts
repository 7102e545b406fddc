import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import Negotiator from 'negotiator';
import send from 'send';
import { sendError } from './json-answer.js';

/** The build writes this word where the page needs its nonce. */
const placeholder = 'toolyard-csp-nonce';
const assetAgeMs = 365 * 24 * 3_600_000;
/** Encodings in which the build compressed every asset, smallest first. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Paths of the API and of protocols, which never answer the page. */
const reserved = /^\/(?:api|s|git|webhooks|oauth|scim|metrics|assets|\.well-known)(?:\/|$)/;

const dashboardFolder = resolve(import.meta.dirname, '../../../dashboard/build');

/** Allows scripts and styles of this origin only, and the style elements of the component library by the nonce. */
const policy = (nonce: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

const headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

interface Page {
  changedAt: number;
  text: string;
  etag: string;
}

/** The dashboard: one page for all its paths, and assets whose names change with their content. */
export class DashboardFiles {
  #page: Page | null = null;

  constructor(private readonly folder: string = dashboardFolder) {}

  /** Answers a GET or HEAD for the dashboard. @returns false for another path */
  serve(req: IncomingMessage, res: ServerResponse, path: string): boolean {
    if (path.startsWith('/assets/')) {
      this.#asset(req, res, path);
      return true;
    }
    if (reserved.test(path) || !/\btext\/html\b/.test(req.headers.accept ?? '')) return false;
    const page = this.#read();
    if (!page) return false;
    sendPage(req, res, page);
    return true;
  }

  /** Reads the page again after a new build, so that it never names removed assets. */
  #read(): Page | null {
    const file = join(this.folder, 'index.html');
    const changedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (changedAt === undefined) return null;
    if (this.#page?.changedAt === changedAt) return this.#page;
    const text = readFileSync(file, 'utf8');
    return (this.#page = {
      changedAt,
      text,
      etag: `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`,
    });
  }

  #asset(req: IncomingMessage, res: ServerResponse, path: string): void {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    res.setHeader('vary', 'accept-encoding');
    const accepted = new Negotiator(req).encodings();
    const encoding = isPlain(path)
      ? encodings.find(([name, suffix]) => accepted.includes(name) && existsSync(join(this.folder, path + suffix)))
      : undefined;
    const stream = send(req, encoding ? path + encoding[1] : path, {
      root: this.folder,
      index: false,
      dotfiles: 'ignore',
      immutable: true,
      maxAge: assetAgeMs,
    });
    if (encoding) {
      stream.on('headers', () => {
        res.setHeader('content-encoding', encoding[0]);
        res.setHeader('content-type', typeOf(path));
      });
    }
    stream.on('error', ({ status }: { status?: number }) => {
      if (res.headersSent) return void res.destroy();
      for (const name of ['cache-control', 'etag', 'last-modified', 'content-encoding']) res.removeHeader(name);
      if (status === 416) return void res.writeHead(416).end();
      res.setHeader('cache-control', 'no-store');
      sendError(res, 'not_found', 'There is no such file. The dashboard may have been updated; load its page again.');
    });
    stream.on('directory', () => sendError(res, 'not_found', 'There is no such file.'));
    stream.pipe(res);
  }
}

/** Names of assets as the build makes them; `send` handles other names. */
const isPlain = (path: string): boolean => /^\/assets\/[\w.-]+$/.test(path);

const typeOf = (path: string): string =>
  path.endsWith('.css')
    ? 'text/css; charset=utf-8'
    : path.endsWith('.svg')
      ? 'image/svg+xml'
      : 'text/javascript; charset=utf-8';

function sendPage(req: IncomingMessage, res: ServerResponse, page: Page): void {
  const common = { etag: page.etag, 'cache-control': 'no-cache', vary: 'accept' };
  const etags = (req.headers['if-none-match'] ?? '').split(',').map((each) => each.trim());
  if (etags.includes(page.etag) || etags.includes('*')) {
    // Without a policy, so that the browser keeps the one whose nonce is in its copy.
    res.writeHead(304, common).end();
    return;
  }
  const nonce = randomBytes(18).toString('base64url');
  const body = Buffer.from(page.text.replaceAll(placeholder, nonce));
  res.writeHead(200, {
    ...headers,
    ...common,
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    'content-security-policy': policy(nonce),
  });
  res.end(req.method === 'HEAD' ? undefined : body);
}
