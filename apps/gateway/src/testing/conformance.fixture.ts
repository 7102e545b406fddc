import { randomUUID } from 'node:crypto';
import { toNodeHandler, localhostHostValidation, localhostOriginValidation } from '@modelcontextprotocol/node';
import { McpServer as LegacyServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CreateMessageResultSchema, ElicitResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { createMcpHandler, McpServer as ModernServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { bodyOf, memoryEvents, serve, type Fixture } from './fixtures.js';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const wav = Buffer.from(
  'RIFF$\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0D\xac\0\0\x88X\x01\0\x02\0\x10\0data\0\0\0\0',
  'latin1',
).toString('base64');
const text = (value: string) => ({ type: 'text' as const, text: value });
const image = { type: 'image' as const, data: png, mimeType: 'image/png' };
const resource = (uri: string, value: string, mimeType = 'text/plain') => ({
  type: 'resource' as const,
  resource: { uri, mimeType, text: value },
});
const user = (content: ReturnType<typeof text> | typeof image | ReturnType<typeof resource>) => ({
  messages: [{ role: 'user' as const, content }],
});

/** The server that the official conformance suite expects: legacy era, with sessions and resumable streams. */
export async function legacyConformanceServer(): Promise<Fixture> {
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const rightHost = localhostHostValidation();
  const rightOrigin = localhostOriginValidation();
  return serve((req, res) => {
    if (!rightHost(req, res) || !rightOrigin(req, res)) return;
    void (async () => {
      const body = req.method === 'POST' ? (JSON.parse(await bodyOf(req)) as { method?: string }) : undefined;
      const id = req.headers['mcp-session-id'];
      let transport = typeof id === 'string' ? transports.get(id) : undefined;
      if (!transport && body?.method === 'initialize') {
        const fresh = new StreamableHTTPServerTransport({
          sessionIdGenerator: randomUUID,
          eventStore: memoryEvents(),
          retryInterval: 200,
          onsessioninitialized: (session) => void transports.set(session, fresh),
        });
        transport = fresh;
        await legacyFeatures(fresh).connect(fresh);
      }
      if (transport) return transport.handleRequest(req, res, body);
      const status = id === undefined ? 400 : 404;
      res
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', error: { code: -32001, message: 'Session not found' }, id: null }));
    })();
  });
}

/** The tools that answer the same in both eras. */
function contentTools(register: (name: string, run: () => { content: object[] }) => unknown): void {
  const tool = (name: string, content: object[]) => register(name, () => ({ content }));
  tool('test_simple_text', [text('This is a simple text response for testing.')]);
  tool('test_image_content', [image]);
  tool('test_audio_content', [{ type: 'audio', data: wav, mimeType: 'audio/wav' }]);
  tool('test_embedded_resource', [resource('test://embedded-resource', 'This is an embedded resource content.')]);
  tool('test_multiple_content_types', [
    text('Multiple content types test:'),
    image,
    resource('test://mixed-content-resource', '{"test":"data","value":123}', 'application/json'),
  ]);
  register('test_error_handling', () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
}

function legacyFeatures(transport: StreamableHTTPServerTransport): LegacyServer {
  const server = new LegacyServer(
    { name: 'conformance', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        logging: {},
        completions: {},
      },
    },
  );
  contentTools((name, run) => server.registerTool(name, { description: name }, run as never));
  server.registerTool('test_tool_with_logging', { description: 'logs' }, async (extra) => {
    for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await extra.sendNotification({ method: 'notifications/message', params: { level: 'info', data } });
    }
    return { content: [text('logged')] };
  });
  server.registerTool('test_tool_with_progress', { description: 'progresses' }, async (extra) => {
    const progressToken = extra._meta?.progressToken ?? 0;
    for (const progress of [0, 50, 100])
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 100 },
      });
    return { content: [text('done')] };
  });
  server.registerTool('test_reconnection', { description: 'closes its stream' }, async (extra) => {
    transport.closeSSEStream(extra.requestId);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { content: [text('Reconnection test completed successfully.')] };
  });
  server.registerTool(
    'test_sampling',
    { description: 'samples', inputSchema: { prompt: z.string() } },
    async ({ prompt }, extra) => {
      const params = { messages: [{ role: 'user' as const, content: text(prompt) }], maxTokens: 100 };
      const result = await extra.sendRequest({ method: 'sampling/createMessage', params }, CreateMessageResultSchema);
      return { content: [text(`LLM response: ${(result.content as { text?: string }).text}`)] };
    },
  );
  const elicits = (name: string, properties: Record<string, object>, required: string[] = []) =>
    server.registerTool(
      name,
      { description: name, inputSchema: { message: z.string().optional() } },
      async ({ message }, extra) => {
        const requestedSchema = { type: 'object' as const, properties, required };
        const result = await extra.sendRequest(
          { method: 'elicitation/create', params: { message: message ?? 'Please', requestedSchema } } as never,
          ElicitResultSchema,
        );
        return {
          content: [text(`User response: action=${result.action}, content=${JSON.stringify(result.content ?? {})}`)],
        };
      },
    );
  elicits('test_elicitation', { response: { type: 'string', description: "User's response" } }, ['response']);
  elicits('test_elicitation_sep1034_defaults', {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  });
  resources(server);
  prompts(server);
  return server;
}

function resources(server: LegacyServer): void {
  server.registerResource('text', 'test://static-text', { mimeType: 'text/plain', description: 'text' }, () => ({
    contents: [
      { uri: 'test://static-text', mimeType: 'text/plain', text: 'This is the content of the static text resource.' },
    ],
  }));
  server.registerResource('binary', 'test://static-binary', { mimeType: 'image/png', description: 'binary' }, () => ({
    contents: [{ uri: 'test://static-binary', mimeType: 'image/png', blob: png }],
  }));
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { mimeType: 'application/json' },
    (uri, { id }) => ({
      contents: [
        {
          uri: uri.href,
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
        },
      ],
    }),
  );
}

function prompts(server: LegacyServer): void {
  server.registerPrompt('test_simple_prompt', { description: 'simple' }, () =>
    user(text('This is a simple prompt for testing.')),
  );
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'arguments', argsSchema: { arg1: z.string(), arg2: z.string() } },
    ({ arg1, arg2 }) => user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'embedded', argsSchema: { resourceUri: z.string() } },
    ({ resourceUri }) => user(resource(resourceUri, 'Embedded resource content for testing.')),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'image' }, () => user(image));
}

/** The same for both eras without sessions, except for requests to the client. */
export async function modernConformanceServer(): Promise<Fixture> {
  const rightHost = localhostHostValidation();
  const rightOrigin = localhostOriginValidation();
  const listener = toNodeHandler(
    createMcpHandler(() => {
      const server = new ModernServer({ name: 'conformance', version: '2.0.0' }, { capabilities: { logging: {} } });
      contentTools((name, run) => server.registerTool(name, { description: name }, run as never));
      server.registerTool('test_tool_with_progress', { description: 'progresses' }, async (context) => {
        const progressToken = context.mcpReq._meta?.progressToken ?? 0;
        for (const progress of [0, 50, 100])
          await context.mcpReq.notify({
            method: 'notifications/progress',
            params: { progressToken, progress, total: 100 },
          });
        return { content: [text('done')] };
      });
      server.registerPrompt('test_simple_prompt', { description: 'simple' }, () =>
        user(text('This is a simple prompt for testing.')),
      );
      server.registerResource('text', 'test://static-text', { mimeType: 'text/plain' }, () => ({
        contents: [
          {
            uri: 'test://static-text',
            mimeType: 'text/plain',
            text: 'This is the content of the static text resource.',
          },
        ],
      }));
      return server;
    }),
  );
  return serve((req, res) => {
    if (rightHost(req, res) && rightOrigin(req, res)) void listener(req, res);
  });
}
