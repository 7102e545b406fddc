import type { McpSession } from './mcp-session.js';
import type { SessionMover } from './session-mover.js';

/** Wording of servers that do not have the session: the protocol asks for 404, many answer 400. */
const lostSession = /session|not initialized/i;
const notInitialized = /not initialized/i;

/** Recognises the answers by which a container says that it lost a session, and moves the session once. */
export class LostSession {
  #moved = false;

  constructor(
    private readonly mover: SessionMover,
    private readonly session: McpSession,
  ) {}

  /** Whether the body of an answer with this status has to be read to find out. */
  mayBeLost(status: number): boolean {
    if (this.#moved) return false;
    return status === 400 || (status === 404 && this.session.record.innerId !== null);
  }

  /** @returns true when the session has been moved, so that the request can be sent again */
  async recover(status: number, body: string): Promise<boolean> {
    const lost = this.session.record.innerId === null ? notInitialized : lostSession;
    if (status === 400 && !lost.test(body)) return false;
    this.#moved = true;
    return this.mover.move(this.session);
  }
}
