import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

const text = (value) => ({ content: [{ type: 'text', text: String(value) }] });

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'example-node-dockerfile', version: '1.0.0' });
  server.registerTool(
    'reverse',
    { description: 'Turns a text around.', inputSchema: z.object({ text: z.string() }) },
    (input) => text([...input.text].reverse().join('')),
  );
  server.registerTool(
    'roll',
    { description: 'Rolls a die.', inputSchema: z.object({ sides: z.number().int().min(2).max(1000) }) },
    ({ sides }) => text(1 + Math.floor(Math.random() * sides)),
  );
  return server;
});

const answer = toNodeHandler(handler);
const server = createServer((request, response) => {
  if (new URL(request.url, 'http://localhost').pathname === '/mcp') return answer(request, response);
  return response.writeHead(404).end();
});

const port = Number(process.env.PORT ?? 3000);
server.listen(port, '0.0.0.0', () => console.log(`listening on ${port}`));
process.once('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
