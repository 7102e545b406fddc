/**
 * Names of the OpenTelemetry semantic conventions for MCP (semantic-conventions-genai, docs/gen-ai/mcp.md), which are
 * in development, and the few of Toolyard's own.
 */
export const attributes = {
  method: 'mcp.method.name',
  sessionId: 'mcp.session.id',
  protocolVersion: 'mcp.protocol.version',
  requestId: 'jsonrpc.request.id',
  rpcCode: 'rpc.response.status_code',
  errorType: 'error.type',
  operation: 'gen_ai.operation.name',
  tool: 'gen_ai.tool.name',
  prompt: 'gen_ai.prompt.name',
  transport: 'network.transport',
  protocolName: 'network.protocol.name',
  httpVersion: 'network.protocol.version',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  slug: 'toolyard.server.slug',
  serverId: 'toolyard.server.id',
  deploymentId: 'toolyard.deployment.id',
  correlationId: 'toolyard.correlation.id',
} as const;

export const durationMetric = {
  name: 'mcp.server.operation.duration',
  unit: 's',
  description: 'From the arrival of an MCP request or notification at the gateway to the end of its answer.',
  boundaries: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
};

/** What the gateway does with a request before a container has it, in this order; each is a child span. */
export type Phase = 'authentication' | 'body' | 'rights' | 'credential' | 'container.wait';

const methods = new Set([
  ...['initialize', 'ping', 'server/discover', 'completion/complete', 'logging/setLevel', 'subscriptions/listen'],
  ...['tools/list', 'tools/call', 'prompts/list', 'prompts/get', 'resources/list', 'resources/read'],
  ...['resources/templates/list', 'resources/subscribe', 'resources/unsubscribe'],
  ...['notifications/initialized', 'notifications/cancelled', 'notifications/progress', 'notifications/message'],
  'notifications/roots/list_changed',
]);

/** A client may write anything as the method; as a label of a metric it would have no bound. */
export const methodLabel = (method: string): string => (methods.has(method) ? method : '_OTHER');

/** A revision of the protocol, which is a date; undefined for any other text. */
export const revision = (text: string | undefined): string | undefined =>
  text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined;
