import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { noteServer } from './note-server.ts';

// Node.js runs TypeScript as it is; `npx tsc` checks the types.
const answer = toNodeHandler(createMcpHandler(noteServer));
const server = createServer((request, response) => {
  if (new URL(request.url ?? '/', 'http://localhost').pathname === '/mcp') return answer(request, response);
  return response.writeHead(404).end();
});

server.listen(Number(process.env['PORT'] ?? 3000), '0.0.0.0');
process.once('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
