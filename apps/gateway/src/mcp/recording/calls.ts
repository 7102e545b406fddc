import { callClasses, type CallClass, type CallInProgress, type ToolCall } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import { callId } from './call-id.js';
import { toolCalls, withheldPayloads } from '../../gateway.metrics.js';
import { idKey, isId, type ClientInfo, type Message, type MessageId } from '../protocol/jsonrpc.js';
import type { ScannedAnswer } from '../protocol/json-scan.js';
import { outcomeOf, type Outcome } from './call-outcome.js';
import { both, storedPayload, withheldPayload, type Masking } from './payload.js';

/** Where requests are waiting for answers: a session, or one exchange of a client without a session. */
export class Scope {
  readonly pending = new Map<string, PendingCall>();
}

export interface CallStart {
  serverId: string;
  secretsVersion: string;
  deploymentId: string;
  tool: string;
  user: { id: string; name: string };
  client: ClientInfo;
  /** The arguments as JSON text. */
  input: string;
  correlationId: string;
  /** Of a call that is repeated with what the server asked for. */
  requestState: string;
  /** Hides the caller's own credentials, beside the server's secrets. */
  mask?: Masking | null;
}

export interface CallOwner {
  timeOut(call: PendingCall): void;
}

export class PendingCall {
  ended = false;
  /** Its exchange is over, but the answer may come on another stream of the session. */
  detached = false;
  /**
   * Answers the client when the time is up. Not a closure: the engine allocates closures of this kind among old
   * objects, where even a dead one keeps its exchange, sockets and all, until the next full collection. Measured: 8 MB
   * more survived every young collection.
   */
  owner: CallOwner | null = null;
  /** Time spent before the server asked the client for more. */
  earlierMs = 0;
  since = performance.now();
  /** Where it is waiting: in its own exchange, and in its session, where a cancel or a resumed stream finds it. */
  homes: Scope[] = [];

  constructor(
    readonly record: CallInProgress,
    readonly start: CallStart,
    public messageId: MessageId,
    public deadline: number,
  ) {}
}

export interface CallsOptions {
  timeoutMs: number;
  payloadBytes: number;
  /** Null while the server's secrets are not known. */
  masking(serverId: string, secretsVersion: string): Masking | null;
  /** Resolves when the secrets are known, or when waiting longer is pointless. */
  maskingSoon(serverId: string, secretsVersion: string): Promise<Masking | null>;
  log: { started(call: CallInProgress): void; ended(id: string, json: string): void };
}

const ended = Object.fromEntries(callClasses.map((each) => [each, toolCalls.labels(each)])) as Record<
  CallClass,
  ReturnType<typeof toolCalls.labels>
>;

/** Every tool call from its request to its one recorded end. */
export class Calls {
  readonly #active = new Set<PendingCall>();
  /** Calls whose server asked the client for something, by the state that the client will send back. */
  readonly #asked = new Map<string, PendingCall>();
  readonly #masking = new Set<Promise<void>>();
  readonly #touched = new Set<string>();

  constructor(private readonly options: CallsOptions) {}

  /** A client that uses an id twice at once is matched by its exchanges; the later call owns the id in the session. */
  begin(homes: Scope[], id: MessageId, start: CallStart): PendingCall {
    const repeated = start.requestState ? this.#asked.get(start.requestState) : undefined;
    const call =
      repeated?.start.user.id === start.user.id && repeated.start.serverId === start.serverId
        ? this.#resume(repeated, id, start)
        : this.#create(id, start);
    call.homes = homes;
    for (const home of homes) home.pending.set(idKey(id), call);
    return call;
  }

  /** Matches an answer with its call; answers to anything else are none of our business. */
  answered(scope: Scope, message: Message, text: string): void {
    if (message.method !== undefined || !isId(message.id)) return;
    const call = scope.pending.get(idKey(message.id));
    if (!call) return;
    const outcome = outcomeOf(message);
    if (outcome === 'input_required') return this.#wait(call, message, text);
    this.end(call, outcome, payloadText(message, text));
  }

  answeredOversized(scope: Scope, answer: ScannedAnswer, beginning: string, bytes: number): void {
    const call = answer.id === null ? undefined : scope.pending.get(idKey(answer.id));
    if (!call) return;
    const outcome: Outcome = answer.hasError
      ? { class: 'protocol_error', error: 'The server answered with an error too large to keep.' }
      : answer.isError
        ? { class: 'tool_error', error: 'The tool reported an error too large to keep.' }
        : { class: 'ok', error: '' };
    this.end(call, outcome, beginning, bytes);
  }

  /** The client took the call back. */
  cancelled(scope: Scope, id: unknown): PendingCall | undefined {
    const call = isId(id) ? scope.pending.get(idKey(id)) : undefined;
    if (call) this.end(call, { class: 'cancelled', error: 'The client cancelled the call.' });
    return call;
  }

  /** Ends what still waits in a scope that is gone. */
  endAll(scope: Scope, outcome: Outcome): void {
    for (const call of [...scope.pending.values()]) this.end(call, outcome);
  }

  end(call: PendingCall, outcome: Outcome, output = '', outputBytes = output.length): void {
    if (call.ended) return;
    call.ended = true;
    this.#active.delete(call);
    this.#touched.add(call.record.serverId);
    leave(call);
    call.owner = null;
    call.homes = none;
    ended[outcome.class].inc();
    const latencyMs = Math.round((call.earlierMs + performance.now() - call.since) * 10) / 10;
    const { serverId, secretsVersion } = call.start;
    const { mask } = call.start;
    const masking = this.options.masking(serverId, secretsVersion);
    if (masking) return this.#record(call, outcome, latencyMs, output, outputBytes, both(masking, mask));
    const later = this.options
      .maskingSoon(serverId, secretsVersion)
      .then((found) => this.#record(call, outcome, latencyMs, output, outputBytes, found && both(found, mask)))
      .catch((error: unknown) => log.error({ err: error }, 'a call could not be recorded'))
      .finally(() => this.#masking.delete(later));
    this.#masking.add(later);
  }

  inProgress(serverId?: string): CallInProgress[] {
    const calls: CallInProgress[] = [];
    for (const call of this.#active)
      if (serverId === undefined || call.record.serverId === serverId) calls.push(call.record);
    return calls;
  }

  /** Servers at which a call began or ended since this was last asked. */
  takeTouched(): string[] {
    const touched = [...this.#touched];
    this.#touched.clear();
    return touched;
  }

  /** Ends calls whose time is up; called by a timer. */
  sweep(now = performance.now()): void {
    for (const call of this.#active) {
      if (call.deadline > now) continue;
      const asked = this.#asked.get(askedKey(call)) === call;
      if (asked) this.#asked.delete(askedKey(call));
      call.owner?.timeOut(call);
      this.end(
        call,
        asked
          ? unanswered
          : { class: 'timeout', error: `The server did not answer within ${this.options.timeoutMs / 1_000} s.` },
      );
    }
  }

  /** The gateway stops: nobody will hear what comes. */
  giveUp(): void {
    for (const call of this.#active)
      this.end(call, {
        class: 'upstream_down',
        error: 'The gateway was stopped while the call was in flight, so its outcome is unknown.',
      });
  }

  /** Resolves when nothing ended is waiting for masks. */
  async settled(): Promise<void> {
    await Promise.all(this.#masking);
  }

  #create(id: MessageId, start: CallStart): PendingCall {
    const masking = this.options.masking(start.serverId, start.secretsVersion);
    const record: CallInProgress = {
      id: callId(),
      serverId: start.serverId,
      deploymentId: start.deploymentId,
      tool: start.tool,
      userId: start.user.id,
      userName: start.user.name,
      clientName: start.client.name,
      clientVersion: start.client.version,
      startedAt: new Date().toISOString(),
      input: masking
        ? storedPayload(start.input, this.options.payloadBytes, both(masking, start.mask))
        : withheldPayload,
      correlationId: start.correlationId,
    };
    const call = new PendingCall(record, start, id, performance.now() + this.options.timeoutMs);
    this.#active.add(call);
    this.#touched.add(record.serverId);
    this.options.log.started(record);
    return call;
  }

  #resume(call: PendingCall, id: MessageId, start: CallStart): PendingCall {
    this.#asked.delete(start.requestState);
    call.messageId = id;
    call.since = performance.now();
    call.deadline = call.since + this.options.timeoutMs;
    return call;
  }

  #wait(call: PendingCall, message: Message, text: string): void {
    const state = (message.result as { requestState?: unknown }).requestState;
    // Without a state the repeated call cannot be told from a new one, so this one ends here.
    if (typeof state !== 'string' || state === '')
      return this.end(call, { class: 'ok', error: '' }, payloadText(message, text));
    const now = performance.now();
    call.earlierMs += now - call.since;
    call.deadline = now + this.options.timeoutMs;
    call.owner = null;
    leave(call);
    call.start.requestState = state;
    this.#asked.set(state, call);
  }

  #record(
    call: PendingCall,
    outcome: Outcome,
    latencyMs: number,
    output: string,
    outputBytes: number,
    masking: Masking | null,
  ): void {
    const limit = this.options.payloadBytes;
    const { record } = call;
    if (!masking) withheldPayloads.inc();
    const recorded: ToolCall = {
      ...record,
      input:
        record.input !== withheldPayload
          ? record.input
          : masking
            ? storedPayload(call.start.input, limit, masking)
            : withheldPayload,
      latencyMs,
      class: outcome.class,
      output: output === '' ? '' : masking ? storedPayload(output, limit, masking, outputBytes) : withheldPayload,
      error: outcome.error === '' ? '' : masking ? masking.mask(outcome.error) : plainSentence(outcome),
    };
    this.options.log.ended(record.id, JSON.stringify(recorded));
  }
}

const none: Scope[] = [];

function leave(call: PendingCall): void {
  const key = idKey(call.messageId);
  for (const home of call.homes) if (home.pending.get(key) === call) home.pending.delete(key);
}

const unanswered: Outcome = { class: 'cancelled', error: 'The client never sent what the server had asked for.' };
const askedKey = (call: PendingCall): string => call.start.requestState;

/** The server's own words may carry a secret; without masks only the class is told. */
function plainSentence(outcome: Outcome): string {
  const classesWithServerText: CallClass[] = ['tool_error', 'protocol_error'];
  return classesWithServerText.includes(outcome.class)
    ? 'The server reported an error; its text was withheld, because the secrets to mask were not known yet.'
    : outcome.error;
}

/** The result or error alone, cut out of the message that carried it. */
function payloadText(message: Message, text: string): string {
  const value = message.error ?? message.result;
  if (value === undefined) return '';
  return text.length > 1 << 20 ? text : JSON.stringify(value);
}
