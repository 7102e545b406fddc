/** An MCP server without dependencies, so that a test that is about something else waits for no registry. */
export const plainServer: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'plain',
    version: '1.0.0',
    private: true,
    type: 'module',
    scripts: { start: 'node server.js' },
  }),
  'package-lock.json': JSON.stringify({
    name: 'plain',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: { '': { name: 'plain', version: '1.0.0' } },
  }),
  'server.js': `import { createServer } from 'node:http';

const number = { type: 'number' };
const tools = [
  { name: 'add', description: 'Adds.', inputSchema: { type: 'object', properties: { a: number, b: number }, required: ['a', 'b'] } },
  { name: 'headers', description: 'What arrived.', inputSchema: { type: 'object' } },
];
const text = (value) => ({ content: [{ type: 'text', text: String(value) }] });
const answers = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'plain', version: '1.0.0' } }),
  ping: () => ({}),
  'tools/list': () => ({ tools }),
  'tools/call': ({ name, arguments: { a, b } = {} }, req) => text(name === 'add' ? a + b : JSON.stringify(req.headers)),
};

createServer(async (req, res) => {
  if (req.method !== 'POST') return res.writeHead(405, { allow: 'POST' }).end();
  let body = '';
  for await (const chunk of req) body += chunk;
  const { id, method, params = {} } = JSON.parse(body);
  if (id === undefined) return res.writeHead(202).end();
  const answer = answers[method];
  const said = answer ? { result: answer(params, req) } : { error: { code: -32601, message: 'Method not found' } };
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, ...said }));
}).listen(Number(process.env.PORT ?? 8080));
`,
};
