/**
 * The files of an MCP server without packages whose one tool `seen` answers which credential headers came with the
 * call, and what is in its environment.
 */
export const mirrorServer: Record<string, string> = {
  'package.json': `${JSON.stringify({ name: 'mirror', version: '1.0.0', private: true, type: 'module', scripts: { start: 'node server.js' } }, null, 2)}\n`,
  'server.js': String.raw`
import { createServer } from 'node:http';

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const send = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(value && JSON.stringify({ jsonrpc: '2.0', ...value }));
  if (request.url !== '/mcp' || request.method !== 'POST') return send(request.url === '/mcp' ? 405 : 404);
  const { id, method } = JSON.parse(Buffer.concat(chunks).toString());
  if (id === undefined) return send(202);
  const seen = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name.startsWith('x-credential-') || name === 'authorization'));
  switch (method) {
    case 'initialize':
      return send(200, { id, result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'mirror', version: '1' } } });
    case 'tools/list':
      return send(200, { id, result: { tools: [{ name: 'seen', inputSchema: { type: 'object' } }] } });
    case 'tools/call':
      return send(200, { id, result: { content: [{ type: 'text', text: JSON.stringify({ seen, environment: Object.values(process.env).join(' ') }) }] } });
    default:
      return send(200, { id, error: { code: -32601, message: 'Unknown ' + method } });
  }
}).listen(Number(process.env.PORT), '0.0.0.0', () => console.log('listening'));
`,
};
