import { idKey, isId, type Message, type MessageId } from '../protocol/jsonrpc.js';
import type { Deadlines, TimeLimited } from './deadlines.js';

/** The requests of one POST that are no tool calls, while they have no answer: given up when their time has passed. */
export class TimedRequests implements TimeLimited {
  readonly #unanswered = new Map<string, MessageId>();

  constructor(
    private readonly deadlines: Deadlines,
    private readonly giveUp: (ids: MessageId[]) => void,
  ) {}

  get size(): number {
    return this.#unanswered.size;
  }

  add(id: MessageId): void {
    this.#unanswered.set(idKey(id), id);
  }

  start(timeoutMs: number): void {
    if (this.size > 0) this.deadlines.add(this, timeoutMs);
  }

  /** Reads a message of the server. */
  answered(message: Message): void {
    if (message.method === undefined && isId(message.id)) this.#unanswered.delete(idKey(message.id));
  }

  /** The exchange is over. */
  stop(): void {
    this.deadlines.delete(this);
  }

  overdue(): void {
    if (this.size > 0) this.giveUp([...this.#unanswered.values()]);
  }
}
