import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { httpFetch, type Link, openLegacy, openModern } from './index.js';
import { scriptedServer, type ServerScript } from './testing/index.js';

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await server?.[Symbol.asyncDispose]();
});

async function start(script: ServerScript): Promise<{ link: Link; url: string }> {
  server = scriptedServer(script).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    link: { fetch: httpFetch({ host: '127.0.0.1', port }), timeoutMs: 5_000 },
    url: `http://localhost:${port}/mcp`,
  };
}

const tools = [{ name: 'echo' }, { name: 'add', does: 'add' as const }, { name: 'talk', does: 'stream' as const }];

describe('a client of either era', () => {
  test.each([
    ['modern', openModern, '2026-07-28'],
    ['legacy', openLegacy, '2025-11-25'],
  ] as const)('%s: greets, lists page by page, calls, and reads errors', async (era, open, protocolVersion) => {
    const { link, url } = await start({ eras: ['modern', 'legacy'], sessions: true, tools, pageSize: 2 });
    const opened = await open(link, url);
    if (!('conversation' in opened)) throw new Error(opened.refusal.excerpt);
    const { conversation } = opened;
    expect(conversation).toMatchObject({ era, protocolVersion, serverInfo: { name: 'scripted', version: '1' } });
    expect(await conversation.request('tools/list')).toMatchObject({
      result: { tools: [{ name: 'echo' }, { name: 'add' }], nextCursor: '2' },
    });
    const sum = await conversation.send('tools/call', { name: 'add', arguments: { a: 20, b: 22 } });
    expect(sum).toMatchObject({ status: 200, message: { result: { content: [{ text: '42' }] } } });
    expect(await conversation.request('resources/list')).toMatchObject({ error: { code: -32601 } });
    await conversation.close();
  });

  test('an era that the server does not speak is a refusal with the error of the server', async () => {
    const legacyOnly = await start({ sessions: true, tools });
    expect(await openModern(legacyOnly.link, legacyOnly.url)).toEqual({
      refusal: {
        status: 400,
        contentType: 'application/json',
        excerpt: 'JSON-RPC error -32000: Bad Request: Mcp-Session-Id header is required',
      },
    });
  });

  test('closing the legacy conversation ends its session', async () => {
    const { link, url } = await start({ sessions: true, tools });
    const opened = await openLegacy(link, url);
    if (!('conversation' in opened)) throw new Error(opened.refusal.excerpt);
    await opened.conversation.close();
    expect(await opened.conversation.send('tools/list')).toMatchObject({ status: 404 });
  });

  test('a response that is left before its end is closed at the server', async () => {
    const { link, url } = await start({ tools: [...tools, { name: 'open', does: 'streams' }] });
    const opened = await openLegacy(link, url);
    if (!('conversation' in opened)) throw new Error(opened.refusal.excerpt);
    const { conversation } = opened;
    const exchange = await conversation.open('tools/call', { name: 'talk' });
    for await (const { data } of exchange.events()) {
      expect(data).toContain('notifications/message');
      break;
    }
    exchange.close();
    const open = async () => (await conversation.request('tools/call', { name: 'open' })).result;
    for (;;) if (JSON.stringify(await open()).includes('"0"')) break;
  });
});

describe('the limits of a link', () => {
  test('an answer over the byte budget is not read to its end', async () => {
    const { link, url } = await start({ page: 'x'.repeat(1 << 20) });
    await expect(openLegacy({ ...link, budget: { bytes: 1 << 16 } }, url)).rejects.toMatchObject({
      failure: 'too_large',
    });
  });

  test('a call that is never answered fails as silent, and an aborted one with the reason of its signal', async () => {
    const { link, url } = await start({ tools: [{ name: 'wait', does: 'never' }] });
    const opened = await openLegacy({ ...link, timeoutMs: 300 }, url);
    if (!('conversation' in opened)) throw new Error(opened.refusal.excerpt);
    const wait = { name: 'wait' };
    await expect(opened.conversation.send('tools/call', wait)).rejects.toMatchObject({ failure: 'silent' });
    const reason = new Error('no longer needed');
    await expect(opened.conversation.send('tools/call', wait, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('a compressed answer', () => {
  async function compressing(
    coding: string,
    code: (text: string) => Buffer,
  ): Promise<Awaited<ReturnType<typeof start>>> {
    const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'packed', version: '1' } };
    server = createServer((req, res) => {
      req.resume();
      asked.push(req.headers['accept-encoding']);
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding });
      res.end(code(JSON.stringify({ jsonrpc: '2.0', id: 1, result })));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const link = { fetch: httpFetch({ host: '127.0.0.1', port }), timeoutMs: 5_000 };
    return { link, url: `http://localhost:${port}/mcp` };
  }
  const asked: (string | string[] | undefined)[] = [];

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('in %s is read, although none was asked for', async (coding, code) => {
    const { link, url } = await compressing(coding, code);
    expect(await openLegacy(link, url)).toMatchObject({ conversation: { serverInfo: { name: 'packed' } } });
    expect(new Set(asked)).toEqual(new Set(['identity']));
  });

  test('in an unknown coding is said to be compressed', async () => {
    const { link, url } = await compressing('snappy', (text) => Buffer.from(text));
    await expect(openLegacy(link, url)).rejects.toThrow('compressed');
  });
});
