import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { operationsOf } from './operations.js';

// Replace openapi.json by the document of your API. API_URL and API_TOKEN are variables of the server.
const document = JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8'));
const apiUrl = (process.env.API_URL ?? document.servers?.[0]?.url ?? '').replace(/\/$/, '');
const operations = operationsOf(document);
const timeoutMs = 30_000;

async function call({ method, path, body }) {
  const token = process.env.API_TOKEN;
  const answer = await fetch(apiUrl + path, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { content: [{ type: 'text', text: await answer.text() }], isError: !answer.ok };
}

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'my-rest-api', version: '1.0.0' });
  for (const { name, description, inputSchema, request } of operations)
    server.registerTool(name, { description, inputSchema: fromJsonSchema(inputSchema) }, (input) =>
      call(request(input)),
    );
  return server;
});

const answer = toNodeHandler(handler);
const server = createServer((request, response) => {
  if (new URL(request.url, 'http://localhost').pathname === '/mcp') return answer(request, response);
  return response.writeHead(404).end();
});

server.listen(Number(process.env.PORT ?? 3000), '0.0.0.0');
process.once('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
