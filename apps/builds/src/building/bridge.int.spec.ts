import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import type { Container } from 'dockerode';
import { BuildsPlatform } from '../testing/builds-platform.js';

const slow = 180_000;
let platform: BuildsPlatform;

beforeAll(async () => {
  platform = await BuildsPlatform.start();
}, 60_000);

afterAll(() => platform?.stop(), 60_000);

/** An MCP server on standard streams that exits with code 7 when its tool is called. */
const python = `import json, sys
for line in sys.stdin:
    message = json.loads(line)
    if message['method'] == 'tools/call':
        sys.exit(7)
    if 'id' not in message:
        continue
    result = {'tools': [{'name': 'die', 'inputSchema': {'type': 'object'}}]}
    if message['method'] == 'initialize':
        info = {'name': 's', 'version': '1'}
        result = {'protocolVersion': '2025-06-18', 'capabilities': {'tools': {}}, 'serverInfo': info}
    print(json.dumps({'jsonrpc': '2.0', 'id': message['id'], 'result': result}), flush=True)
`;
const javascript = `import { createInterface } from 'node:readline';
// As with StdioServerTransport.
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method } = JSON.parse(line);
  if (method === 'tools/call') process.exit(7);
  if (id === undefined) continue;
  const serverInfo = { name: 's', version: '1' };
  const initialized = { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo };
  const result = method === 'initialize' ? initialized : { tools: [{ name: 'die', inputSchema: { type: 'object' } }] };
  console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
}
`;

const fromPython =
  'ARG TOOLYARD_BASE_PYTHON=python:3.12-slim\nFROM ${TOOLYARD_BASE_PYTHON}\nWORKDIR /srv\nCOPY server.py .\n';

const client = (calls: boolean) => `
const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const post = (message, session) => fetch('http://127.0.0.1:8080/mcp', {
  method: 'POST',
  headers: session ? { ...headers, 'mcp-session-id': session } : headers,
  body: JSON.stringify({ jsonrpc: '2.0', ...message }),
});
const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } };
const answer = await post({ id: 1, method: 'initialize', params });
console.log(await answer.text());
const session = answer.headers.get('mcp-session-id');
await post({ method: 'notifications/initialized' }, session);
if (${calls}) await post({ id: 2, method: 'tools/call', params: { name: 'die', arguments: {} } }, session);
`;

/** Opens a session inside the container, with the Node.js of the bridge, and calls the tool in it. */
async function ask(container: Container, node: string[], calls: boolean): Promise<string> {
  const Cmd = [...node, '--input-type=module', '-e', client(calls)];
  const exec = await container.exec({ Cmd, AttachStdout: true, AttachStderr: true, Tty: true });
  const chunks: Buffer[] = [];
  for await (const chunk of await exec.start({ Tty: true })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

describe('a server on standard streams', () => {
  test.each([
    [
      'with a Dockerfile of its own, in an image without Node.js',
      {
        Dockerfile: `${fromPython}ENTRYPOINT ["python3"]\nCMD ["/srv/server.py"]\n`,
        'server.py': python,
        'toolyard.yaml': 'transport: stdio',
      },
      ['/bridge/lib/ld.so', '--library-path', '/bridge/lib', '/bridge/node'],
    ],
    ['without a Dockerfile', { 'package.json': '{"type": "module", "main": "a.js"}', 'a.js': javascript }, ['node']],
  ])(
    '%s is reached over HTTP, and its container ends with its exit code',
    async (_what, files, node) => {
      const made = await platform.server(files);
      const id = await platform.deploy(made);
      const { image, run } = await platform.reaches(id, 'starting');
      expect(run).toMatchObject({ port: 8080 });
      const container = await platform.docker.createContainer({
        Image: image!.digest,
        User: '65534:65534',
        HostConfig: { ReadonlyRootfs: true, Tmpfs: { '/tmp': '' }, Init: true },
      });
      try {
        await container.start();
        const answer = await eventually(async () => {
          const text = await ask(container, node, false);
          return text.includes('result') && text;
        }, 60_000);
        expect(answer).toContain('"serverInfo"');
        const ended = container.wait();
        await ask(container, node, true);
        expect(await ended).toMatchObject({ StatusCode: 7 });
        const log = (await container.logs({ stdout: true, stderr: true })).toString();
        expect(log).toContain('The server exited with code 7; its bridge to HTTP ends with it.');
      } finally {
        await container.remove({ force: true });
      }
    },
    slow,
  );
});
