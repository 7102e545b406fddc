import { setTimeout as sleep } from 'node:timers/promises';
import { objectOf, textOf, type Message } from '../protocol/jsonrpc.js';
import type { McpSession } from './mcp-session.js';

const answerMs = 10_000;

/**
 * Opens a session of the HTTP+SSE transport on another container with the client's `initialize`, and repeats its log
 * level and subscriptions. The answers come on the container's new stream, of which the client sees nothing until then.
 */
export class SseMove {
  done = false;
  #awaited: { id: string; answer: PromiseWithResolvers<Message> } | null = null;
  #asked = 0;

  constructor(private readonly session: McpSession) {}

  /**
   * @param send posts a message to the container
   * @returns the protocol revision that the container agreed to
   * @throws when the container does not take the session
   */
  async establish(send: (message: Message) => Promise<unknown>): Promise<string> {
    const { initialize, initialized, replay, clientVersion } = this.session.record;
    const answer = await this.#ask(send, { method: 'initialize', params: initialize });
    if (answer.result === undefined) throw new Error('The container refused to initialize the session.');
    if (initialized) await send({ method: 'notifications/initialized' });
    for (const each of replay) await this.#ask(send, each);
    return textOf(objectOf(answer as Record<string, unknown>, 'result'), 'protocolVersion') || clientVersion;
  }

  /** Reads a message of the new stream. */
  onMessage(message: Message): void {
    if (message.method === undefined && message.id === this.#awaited?.id) this.#awaited!.answer.resolve(message);
  }

  async #ask(send: (message: Message) => Promise<unknown>, message: Message): Promise<Message> {
    const id = `toolyard-${(this.#asked += 1)}`;
    const answer = Promise.withResolvers<Message>();
    this.#awaited = { id, answer };
    await send({ ...message, id });
    const over = new AbortController();
    try {
      const late = sleep(answerMs, null, { signal: over.signal, ref: false });
      const found = await Promise.race([answer.promise, late]);
      if (!found) throw new Error('The container did not answer in time.');
      return found;
    } finally {
      over.abort();
    }
  }
}
