import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'my-mcp-server', version: '1.0.0' });
  server.registerTool(
    'greet',
    { description: 'Greets by name.', inputSchema: z.object({ name: z.string().describe('Who is greeted') }) },
    ({ name }) => ({ content: [{ type: 'text', text: `Hello, ${name}!` }] }),
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
