/** A tool as the server lists it, and what it answers. */
export interface ScriptedTool {
  name: string;
  title?: unknown;
  description?: unknown;
  inputSchema?: unknown;
  outputSchema?: unknown;
  annotations?: unknown;
  /** The result of every call; the arguments as text unless given. */
  answer?: object;
  /** Does not answer before. */
  waitMs?: number;
}

/** The files of an MCP server that needs no package and offers exactly these tools, whatever they look like. */
export function scriptedServer(tools: ScriptedTool[]): Record<string, string> {
  return {
    'package.json': `${JSON.stringify({ name: 'scripted', version: '1.0.0', private: true, type: 'module', scripts: { start: 'node server.js' } }, null, 2)}\n`,
    'tools.json': `${JSON.stringify(tools, null, 2)}\n`,
    'server.js': program,
  };
}

const program = String.raw`
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const scripted = JSON.parse(readFileSync(new URL('tools.json', import.meta.url), 'utf8'));
const tools = scripted.map(({ answer, waitMs, inputSchema = { type: 'object' }, ...tool }) => ({ inputSchema, ...tool }));
const of = new Map(scripted.map((tool) => [tool.name, tool]));

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const send = (status, value) => {
    const body = value === undefined ? '' : JSON.stringify({ jsonrpc: '2.0', ...value });
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
  };
  if (request.url !== '/mcp') return send(404);
  if (request.method !== 'POST') return send(405);
  const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString());
  switch (method) {
    case 'initialize':
      return send(200, { id, result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'scripted', version: '1' } } });
    case 'tools/list':
      return send(200, { id, result: { tools } });
    case 'tools/call': {
      const tool = of.get(params.name);
      if (!tool) return send(200, { id, error: { code: -32602, message: 'Unknown tool: ' + params.name } });
      console.log(params.name + ' ' + JSON.stringify(params.arguments));
      if (tool.waitMs) await new Promise((resolve) => setTimeout(resolve, tool.waitMs));
      return send(200, { id, result: tool.answer ?? { content: [{ type: 'text', text: JSON.stringify(params.arguments ?? {}) }] } });
    }
    default:
      return id === undefined ? send(202) : send(200, { id, error: { code: -32601, message: 'Method not found' } });
  }
});
server.listen(Number(process.env.PORT), '0.0.0.0');
`;
