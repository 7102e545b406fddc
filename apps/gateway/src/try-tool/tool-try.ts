import { Client, ProtocolError, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type Endpoint, Rejected, type Route } from '@toolyard/contracts';
import { shownError } from '@toolyard/service';
import { mcpAddress } from '../mcp/mcp-address.js';
import type { McpHandler } from '../mcp/endpoint/mcp.handler.js';
import { innerFetch } from './inner-fetch.js';

/** One of both, as JSON-RPC has it. */
export interface Tried {
  latencyMs: number;
  result?: object;
  error?: { code: string; message: string; data?: unknown };
}

interface TryOptions {
  handler: McpHandler;
  /** Path of the public URL, which the old transport puts before addresses. */
  publicPath: string;
  /** Asked anew for every request, because a platform token is short-lived. */
  token: () => string;
  version: string;
  timeoutMs: number;
}

/** What clients are recorded as that are this. */
export const clientName = 'Toolyard dashboard';

/**
 * Calls a tool through the gateway's own endpoint, so that rights, credentials, sessions and recording are those of any
 * client. What the tool or the protocol says against it is an answer; only a call that could not be made at all throws.
 */
export async function tryTool(
  route: Route & { endpoint: Endpoint },
  call: { name: string; arguments: Record<string, unknown> },
  signal: AbortSignal,
  options: TryOptions,
): Promise<Tried> {
  let refusal: { status: number; text: string } | null = null;
  const inner = innerFetch((req, res) => {
    const address = mcpAddress((req.url ?? '').slice(options.publicPath.length));
    if (address) options.handler.handle(req, res, address);
    else res.writeHead(404).end();
  });
  const fetch = async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${options.token()}`);
    const response = await inner(url, { ...init, headers });
    if (response.ok) return response;
    const text = await response.text();
    if (init?.method === 'POST') refusal = { status: response.status, text };
    return new Response(text || null, { status: response.status, headers: response.headers });
  };
  const { transport: kind, eras } = route.endpoint;
  const url = new URL(`http://gateway${options.publicPath}/s/${route.slug}/${kind === 'sse' ? 'sse' : 'mcp'}`);
  const transport =
    kind === 'sse'
      ? new SSEClientTransport(url, { fetch, eventSourceInit: { fetch } })
      : new StreamableHTTPClientTransport(url, { fetch });
  const client = new Client(
    { name: clientName, version: options.version },
    { versionNegotiation: { mode: eras.includes('modern') ? 'auto' : 'legacy' } },
  );
  let startedAt = performance.now();
  const latencyMs = () => Math.round((performance.now() - startedAt) * 10) / 10;
  try {
    await client.connect(transport, { timeout: options.timeoutMs, signal });
    startedAt = performance.now();
    refusal = null;
    const result = await client.callTool(call, { timeout: options.timeoutMs, signal });
    return { latencyMs: latencyMs(), result };
  } catch (error) {
    if (refusal) return { latencyMs: latencyMs(), error: refused(refusal) };
    if (error instanceof ProtocolError)
      return {
        latencyMs: latencyMs(),
        error: {
          code: String(error.code),
          message: error.message,
          ...(error.data === undefined ? {} : { data: error.data }),
        },
      };
    throw new Rejected(
      'upstream_failed',
      `The tool could not be called: ${shownError(error)}. The server is as before; try again, or see its log.`,
      undefined,
      { cause: error },
    );
  } finally {
    if (transport instanceof StreamableHTTPClientTransport && transport.sessionId !== undefined)
      await transport.terminateSession().catch(() => undefined);
    await client.close().catch(() => undefined);
  }
}

/** The gateway answers with an error of JSON-RPC, or with its own code and sentence. */
function refused({ status, text }: { status: number; text: string }): NonNullable<Tried['error']> {
  try {
    const body = JSON.parse(text) as {
      code?: string;
      message?: string;
      error?: { code: number; message: string; data?: unknown };
    };
    const { code, message } = body.error ?? body;
    if (code !== undefined && message !== undefined)
      return { code: String(code), message, ...(body.error?.data === undefined ? {} : { data: body.error.data }) };
  } catch {
    // Then it is a page of something in front of the server.
  }
  return {
    code: `http_${status}`,
    message: `The server answered with HTTP ${status}${text.trim() === '' ? '' : `: ${text.slice(0, 500)}`}`,
  };
}
