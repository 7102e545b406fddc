import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

const text = (value) => ({ content: [{ type: 'text', text: String(value) }] });

function tools() {
  const server = new McpServer({ name: 'example-node-sdk', version: '1.0.0' });
  server.registerTool(
    'echo',
    { description: 'Answers what it was told.', inputSchema: { message: z.string() } },
    ({ message }) => text(message),
  );
  server.registerTool(
    'add',
    { description: 'Adds two numbers.', inputSchema: { a: z.number(), b: z.number() } },
    ({ a, b }) => text(a + b),
  );
  server.registerTool(
    'wait',
    { description: 'Answers after a while.', inputSchema: { milliseconds: z.number().int().min(0).max(60_000) } },
    async ({ milliseconds }) => {
      await sleep(milliseconds);
      return text(`waited ${milliseconds} ms`);
    },
  );
  server.registerTool('fail', { description: 'Fails, to see what that looks like.' }, () => ({
    ...text('This tool always fails.'),
    isError: true,
  }));
  server.registerTool('greeting', { description: 'Answers with the variable GREETING.' }, () =>
    text(process.env.GREETING ?? 'GREETING is not set'),
  );
  return server;
}

/** Open sessions by id; a server of the old era keeps one transport for each. */
const sessions = new Map();

async function transportOf(request, response) {
  const id = request.headers['mcp-session-id'];
  if (id !== undefined) {
    if (!sessions.has(id))
      response
        .writeHead(404, { 'Content-Type': 'application/json' })
        .end('{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"Session not found"}}');
    return sessions.get(id);
  }
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (session) => sessions.set(session, transport),
    onsessionclosed: (session) => sessions.delete(session),
  });
  await tools().connect(transport);
  return transport;
}

const server = createServer(async (request, response) => {
  if (new URL(request.url, 'http://localhost').pathname !== '/mcp') return response.writeHead(404).end();
  const transport = await transportOf(request, response);
  await transport?.handleRequest(request, response);
});

const port = Number(process.env.PORT ?? 8080);
server.listen(port, '0.0.0.0', () => console.log(`listening on ${port}`));
process.once('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
