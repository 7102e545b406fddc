import { callStart } from '../exchange/call-start.js';
import type { McpRequest } from '../exchange/request.js';
import { idKey, type Message, type Parsed } from '../protocol/jsonrpc.js';
import type { ScannedAnswer } from '../protocol/json-scan.js';
import type { Outcome } from '../recording/call-outcome.js';
import type { Calls } from '../recording/calls.js';
import { Scope, type CallOwner, type PendingCall } from '../recording/pending-call.js';
import type { McpSession } from '../sessions/mcp-session.js';

/** The tool calls in the body of one POST. */
export class PostedCalls {
  readonly #scope = new Scope();
  readonly #calls: PendingCall[] = [];

  constructor(
    private readonly calls: Calls,
    private readonly request: McpRequest,
    private readonly parsed: Parsed,
  ) {}

  get size(): number {
    return this.#calls.length;
  }

  /** Calls that this exchange has to answer. */
  get waiting(): PendingCall[] {
    return this.#calls.filter((call) => !call.ended && !call.detached);
  }

  /** Calls without an end, also those whose answer may come on another stream. */
  get unended(): PendingCall[] {
    return this.#calls.filter((call) => !call.ended);
  }

  /** @param owner answers the client when the time limit of the call has passed */
  begin(message: Message, session: McpSession | null, owner: CallOwner): void {
    const homes = session ? [this.#scope, session.scope] : [this.#scope];
    const call = this.calls.begin(homes, message.id!, callStart(this.request, session, this.parsed, message));
    call.owner = owner;
    this.#calls.push(call);
  }

  sentTo(deploymentId: string): void {
    for (const call of this.#calls) call.record.deploymentId = deploymentId;
  }

  /** The answer waits until the call is recorded. */
  answered(message: Message, text: string): void {
    if (this.calls.answered(this.#scope, message, text)) this.request.reply.hold(this.calls.written());
  }

  answeredOversized(answer: ScannedAnswer, beginning: string, bytes: number): void {
    if (this.calls.answeredOversized(this.#scope, answer, beginning, bytes))
      this.request.reply.hold(this.calls.written());
  }

  /** Ends the calls that this exchange was to answer. */
  end(outcome: Outcome): void {
    for (const call of this.#pending()) this.calls.end(call, outcome);
  }

  /** The container took the calls, and answers on the stream of the session. */
  accepted(): void {
    for (const call of this.#pending()) call.accepted = true;
  }

  /** Leaves the calls that this exchange was to answer to another stream of their session. */
  detach(): void {
    for (const call of this.#pending()) {
      call.detached = true;
      call.owner = null;
    }
  }

  /** A call that waits for the client's input is no longer in the scope. */
  #pending(): PendingCall[] {
    return this.#calls.filter((call) => !call.ended && this.#scope.pending.get(idKey(call.messageId)) === call);
  }
}
