import { parseMessages } from '../protocol/jsonrpc.js';
import type { LostSession } from '../sessions/lost-session.js';
import type { AnswerReview, Verdict } from './forwarding.js';

/** Statuses by which a client would sign in again: they are the gateway's to give, never a server's. */
const signIn = new Set([401, 403, 407]);

/**
 * Reviews the answers of a container that mean something else to a client than to the gateway: a lost session, a
 * request to sign in, and 404, by which a client takes its session for ended although only the gateway knows of it.
 */
export class McpReview implements AnswerReview {
  /**
   * @param lost null where no session can be moved
   * @param inSession the client named a session of the gateway that the container does not know
   */
  constructor(
    private readonly lost: LostSession | null,
    private readonly inSession: () => boolean,
  ) {}

  holds(status: number): boolean {
    return !this.#mayPass(status) || this.lost?.mayBeLost(status) === true;
  }

  oversized(status: number): Verdict {
    return this.#mayPass(status) ? { kind: 'send', status } : { kind: 'refuse', message: refusedStatus(status) };
  }

  async decide(status: number, body: string): Promise<Verdict> {
    if (await this.lost?.recover(status, body)) return { kind: 'again' };
    if (this.#mayPass(status)) return { kind: 'send', status };
    const parsed = parseMessages(body);
    const answers = parsed !== null && parsed.messages.some(({ method, id }) => method === undefined && id != null);
    return answers ? { kind: 'send', status: 200 } : { kind: 'refuse', message: refusedStatus(status) };
  }

  #mayPass(status: number): boolean {
    return !signIn.has(status) && !(status === 404 && this.inSession());
  }
}

/** Why an answer with an error status is not sent to the client. */
const refusedStatus = (status: number): string =>
  `The server answered HTTP ${status}, which is not an answer of MCP. Its log may say why.`;
