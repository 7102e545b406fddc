import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DashboardFiles } from './dashboard-files.js';

const script = `console.log('${'dashboard '.repeat(200)}')`;
let folder: string;
let server: Server;
let port: number;

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Not `fetch`, which decompresses and follows redirects. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path, method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toolyard-dashboard-'));
  mkdirSync(join(folder, 'build/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'not for the world');
  writeFileSync(
    join(folder, 'build/index.html'),
    '<!doctype html><meta property="csp-nonce" nonce="toolyard-csp-nonce"><script ' +
      'type="module" src="/assets/index-abc.js" nonce="toolyard-csp-nonce"></script>',
  );
  writeFileSync(join(folder, 'build/assets/index-abc.js'), script);
  writeFileSync(join(folder, 'build/assets/index-abc.js.br'), brotliCompressSync(script));
  writeFileSync(join(folder, 'build/assets/index-abc.js.gz'), gzipSync(script));
  writeFileSync(join(folder, 'build/assets/.hidden'), 'no');
  const files = new DashboardFiles(join(folder, 'build'));
  server = createServer((req, res) => {
    if (!files.serve(req, res, req.url!.split('?', 1)[0]!)) res.writeHead(418).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the page', () => {
  test.each(['/', '/servers/a/overview', '/health', '/sign-in', '/settings'])(
    'comes for %s when a browser asks',
    async (path) => {
      const { status, headers, body } = await ask(path, html);
      expect([status, headers['content-type'], headers['cache-control']]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ]);
      expect(body.toString()).toContain('/assets/index-abc.js');
    },
  );

  test.each([
    '/api/v1/nothing',
    '/api',
    '/s/a/mcp',
    '/s',
    '/git/a.git/info/refs',
    '/oauth/authorize',
    '/.well-known/oauth-authorization-server',
    '/scim/v2/Users',
    '/metrics',
  ])('never comes for %s', async (path) => expect((await ask(path, html)).status).toBe(418));

  test('is not sent to a client that does not accept HTML', async () => {
    for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }])
      expect((await ask('/', headers as Record<string, string>)).status).toBe(418);
  });

  test('allows only its own scripts, with a new nonce for each answer', async () => {
    const [first, second] = [await ask('/', html), await ask('/', html)];
    const policy = first.headers['content-security-policy'] as string;
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    const nonce = /style-src 'self' 'nonce-([\w-]{20,})'/.exec(policy)![1]!;
    expect(first.body.toString().split(`nonce="${nonce}"`)).toHaveLength(3);
    expect(first.body.toString()).not.toContain('toolyard-csp-nonce');
    expect(second.headers['content-security-policy']).not.toBe(policy);
    expect(first.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'same-origin',
    });
  });

  test('is not sent again to a browser that has it, nor is a new policy', async () => {
    const { headers } = await ask('/', html);
    const again = await ask('/anything', { ...html, 'if-none-match': `"other", ${headers['etag'] as string}` });
    expect([again.status, again.body.length, again.headers['content-security-policy']]).toEqual([304, 0, undefined]);
  });

  test('is the next version as soon as that is built', async () => {
    const before = await ask('/', html);
    writeFileSync(
      join(folder, 'build/index.html'),
      '<!doctype html>next <meta nonce="toolyard-csp-nonce"> /assets/index-abc.js toolyard-csp-nonce',
    );
    const after = await ask('/', { ...html, 'if-none-match': before.headers['etag'] as string });
    expect([after.status, after.body.toString()]).toEqual([200, expect.stringContaining('next')]);
  });

  test('answers HEAD as GET, without the body', async () => {
    const { status, headers, body } = await ask('/', html, 'HEAD');
    expect([status, Number(headers['content-length']) > 0, body.length]).toEqual([200, true, 0]);
  });
});

describe('an asset', () => {
  test('is sent in the smallest accepted encoding, and may be cached for good', async () => {
    const { status, headers, body } = await ask('/assets/index-abc.js', {
      'accept-encoding': 'gzip, deflate, br, zstd',
    });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
    });
    expect(brotliDecompressSync(body).toString()).toBe(script);
    expect((await ask('/assets/index-abc.js', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip');
    expect((await ask('/assets/index-abc.js', { 'accept-encoding': 'br;q=0, gzip' })).headers['content-encoding']).toBe(
      'gzip',
    );
  });

  test('is sent uncompressed to a client that accepts no encoding', async () => {
    const { headers, body } = await ask('/assets/index-abc.js');
    expect([headers['content-encoding'], headers['content-type'], body.toString()]).toEqual([
      undefined,
      'text/javascript; charset=utf-8',
      script,
    ]);
  });

  test('answers HEAD, ranges and If-None-Match', async () => {
    const head = await ask('/assets/index-abc.js', {}, 'HEAD');
    expect([head.status, Number(head.headers['content-length']), head.body.length]).toEqual([200, script.length, 0]);
    const part = await ask('/assets/index-abc.js', { range: 'bytes=0-10' });
    expect([part.status, part.headers['content-range'], part.body.toString()]).toEqual([
      206,
      `bytes 0-10/${script.length}`,
      script.slice(0, 11),
    ]);
    const tail = await ask('/assets/index-abc.js', { range: 'bytes=-2' });
    expect([tail.status, tail.body.toString()]).toEqual([206, "')"]);
    expect((await ask('/assets/index-abc.js', { range: 'bytes=999999-' })).status).toBe(416);
    const same = await ask('/assets/index-abc.js', { 'if-none-match': head.headers['etag'] as string });
    expect([same.status, same.body.length]).toEqual([304, 0]);
  });

  test('is answered with an uncached error when it is missing, never with the page', async () => {
    const { status, headers, body } = await ask('/assets/index-old.js', html);
    expect([status, headers['cache-control'], JSON.parse(body.toString()).code]).toEqual([
      404,
      'no-store',
      'not_found',
    ]);
  });

  test.each([
    '/assets/../secret.txt',
    '/assets/../../secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/.hidden',
    '/assets/',
    '/assets/%00',
    '/assets/%ff',
  ])('outside of its folder is never sent: %s', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.toString()).not.toContain('not for the world');
  });
});

test('before the first build no path answers a page', async () => {
  const files = new DashboardFiles(join(folder, 'nothing'));
  expect(files.serve({ headers: html, method: 'GET' } as never, {} as never, '/')).toBe(false);
});
