export interface RpcAnswer {
  status: number;
  result?: any;
  error?: { code: number; message: string; data?: any };
}

/**
 * An MCP client of the era with sessions that shows what a real one hides: status codes, broken answers, an open
 * stream.
 */
export class McpCaller {
  private session: string | null = null;
  private opening: Promise<void> | null = null;
  private id = 0;

  constructor(
    private readonly url: URL,
    private readonly token: string,
  ) {}

  /** Calls a tool; rejects when the connection breaks before the answer is complete. */
  async call(tool: string, args: object = {}, signal?: AbortSignal): Promise<RpcAnswer> {
    await (this.opening ??= this.open());
    return this.request('tools/call', { name: tool, arguments: args }, signal);
  }

  /** The text that a tool answered; throws when it did not. */
  async text(tool: string, args: object = {}): Promise<string> {
    const { status, result, error } = await this.call(tool, args);
    const text: unknown = result?.content?.[0]?.text;
    if (typeof text !== 'string')
      throw new Error(`${tool} was answered with ${status}: ${JSON.stringify(error ?? result)}`);
    return text;
  }

  /** The response to a tool call as it arrives. */
  async stream(tool: string, signal: AbortSignal): Promise<Response> {
    await (this.opening ??= this.open());
    return this.post({ id: ++this.id, method: 'tools/call', params: { name: tool, arguments: {} } }, signal);
  }

  private async open(): Promise<void> {
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'caller', version: '1.0.0' },
    };
    const { status, error } = await this.request('initialize', params);
    if (status !== 200) throw new Error(`initialize was answered with ${status}: ${JSON.stringify(error)}`);
    await (await this.post({ method: 'notifications/initialized' })).text();
  }

  private async request(method: string, params: object, signal?: AbortSignal): Promise<RpcAnswer> {
    const response = await this.post({ id: ++this.id, method, params }, signal);
    this.session ??= response.headers.get('mcp-session-id');
    const text = await response.text();
    const { result, error } = text ? JSON.parse(text) : {};
    return { status: response.status, result, error };
  }

  private post(message: object, signal?: AbortSignal): Promise<Response> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
      ...(this.session ? { 'mcp-session-id': this.session } : {}),
    };
    return fetch(this.url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
      signal: signal ?? AbortSignal.timeout(60_000),
    });
  }
}
