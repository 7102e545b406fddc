import { type Answer, type Exchange, type HttpConversation, type Link, openLegacy } from '@toolyard/mcp';

export interface RpcAnswer {
  status: number;
  result?: any;
  error?: { code: number; message: string; data?: any };
}

/**
 * An MCP client of the legacy era that shows what the SDK's hides: status codes, broken answers, an open stream. The
 * first call opens its session.
 */
export class McpCaller {
  private opening: Promise<HttpConversation> | null = null;
  private readonly link: Link;

  constructor(
    private readonly url: URL,
    token: string,
  ) {
    this.link = { fetch, timeoutMs: 60_000, headers: { authorization: `Bearer ${token}` } };
  }

  /** Calls a tool; rejects when the connection breaks before the answer is complete. */
  async call(tool: string, args: object = {}, signal?: AbortSignal): Promise<RpcAnswer> {
    const conversation = await this.conversation();
    return rpcAnswer(await conversation.send('tools/call', { name: tool, arguments: args }, signal));
  }

  /** The text that a tool answered; throws when it did not. */
  async text(tool: string, args: object = {}): Promise<string> {
    const { status, result, error } = await this.call(tool, args);
    const text: unknown = result?.content?.[0]?.text;
    if (typeof text !== 'string')
      throw new Error(`${tool} was answered with ${status}: ${JSON.stringify(error ?? result)}`);
    return text;
  }

  /** A tool call whose response has begun. */
  async stream(tool: string): Promise<Exchange> {
    return (await this.conversation()).open('tools/call', { name: tool, arguments: {} });
  }

  private conversation(): Promise<HttpConversation> {
    return (this.opening ??= this.open());
  }

  private async open(): Promise<HttpConversation> {
    const opened = await openLegacy(this.link, this.url.href, { name: 'caller', version: '1.0.0' });
    if ('conversation' in opened) return opened.conversation;
    const { status, excerpt } = opened.refusal;
    throw new Error(`initialize was answered with ${status}: ${excerpt}`);
  }
}

function rpcAnswer({ status, message }: Answer): RpcAnswer {
  return { status, ...(message ? { result: message.result, error: message.error } : {}) };
}
