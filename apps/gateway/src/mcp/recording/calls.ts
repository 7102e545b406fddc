import { callClasses, type CallClass, type CallInProgress, type ToolCall } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import { callId } from './call-id.js';
import { toolCalls, withheldPayloads } from '../../gateway.metrics.js';
import { compactText, memberText } from '../protocol/json-text.js';
import { idKey, isId, type Message, type MessageId } from '../protocol/jsonrpc.js';
import type { ScannedAnswer } from '../protocol/json-scan.js';
import type { CallLog } from './call-log.js';
import { KeptCalls } from './kept-calls.js';
import { outcomeOf, type Outcome } from './call-outcome.js';
import { both, keptPayload, storedPayload, withheldName, withheldPayload, type Masking } from './payload.js';
import { PendingCall, type CallStart, type Scope } from './pending-call.js';

interface CallsOptions {
  timeoutMs: number;
  payloadBytes: number;
  /** What the calls of one account that wait for input may keep; beyond it such a call ends where it is. */
  keptPerCaller: number;
  /** Null while the server's secrets have to be fetched. */
  masking(serverId: string, secretsVersion: string): Masking | null;
  /** Resolves when the secrets are fetched, or with null after a time limit. */
  maskingSoon(serverId: string, secretsVersion: string): Promise<Masking | null>;
  log: Pick<CallLog, 'started' | 'ended' | 'written'>;
}

const none: Scope[] = [];
const ended = Object.fromEntries(callClasses.map((each) => [each, toolCalls.labels(each)])) as Record<
  CallClass,
  ReturnType<typeof toolCalls.labels>
>;

/** Every tool call from its request to its end, which is recorded exactly once. */
export class Calls {
  readonly #active = new Set<PendingCall>();
  /** Calls that wait for the client's input, by the state that the client sends with it. */
  readonly #awaitingInput = new Map<string, PendingCall>();
  readonly #kept: KeptCalls;
  readonly #masking = new Set<Promise<void>>();
  readonly #touched = new Set<string>();

  constructor(private readonly options: CallsOptions) {
    this.#kept = new KeptCalls(options.keptPerCaller);
  }

  /** When a client uses one id for two calls at once, the later call has the id in the session. */
  begin(homes: Scope[], id: MessageId, start: CallStart): PendingCall {
    const repeated = start.requestState ? this.#awaitingInput.get(start.requestState) : undefined;
    const call =
      repeated?.start.user.id === start.user.id && repeated.start.serverId === start.serverId
        ? this.#resume(repeated, id, start)
        : this.#create(id, start);
    call.homes = homes;
    for (const home of homes) home.pending.set(idKey(id), call);
    return call;
  }

  /** Ends the call that a message answers; other messages are ignored. @returns whether it answers one */
  answered(scope: Scope, message: Message, text: string): boolean {
    if (message.method !== undefined || !isId(message.id)) return false;
    const call = scope.pending.get(idKey(message.id));
    if (!call) return false;
    const outcome = outcomeOf(message);
    if (outcome === 'input_required') this.#wait(call, message, text);
    else this.end(call, outcome, payloadText(message, text));
    return true;
  }

  answeredOversized(scope: Scope, answer: ScannedAnswer, beginning: string, bytes: number): boolean {
    const call = answer.id === null ? undefined : scope.pending.get(idKey(answer.id));
    if (!call) return false;
    const outcome: Outcome = answer.hasError
      ? { class: 'protocol_error', error: 'The server answered with an error too large to keep.' }
      : answer.isError
        ? { class: 'tool_error', error: 'The tool reported an error too large to keep.' }
        : { class: 'ok', error: '' };
    this.end(call, outcome, beginning, bytes);
    return true;
  }

  /** The client cancelled the call. */
  cancelled(scope: Scope, id: unknown): PendingCall | undefined {
    const call = isId(id) ? scope.pending.get(idKey(id)) : undefined;
    if (call) this.end(call, { class: 'cancelled', error: 'The client cancelled the call.' });
    return call;
  }

  /** Ends all calls of a scope. */
  endAll(scope: Scope, outcome: Outcome): void {
    for (const call of [...scope.pending.values()]) this.end(call, outcome);
  }

  end(call: PendingCall, outcome: Outcome, output = '', outputBytes = output.length): void {
    if (call.ended) return;
    call.ended = true;
    this.#active.delete(call);
    this.#kept.release(call);
    this.#touched.add(call.record.serverId);
    call.leave();
    call.owner = null;
    call.homes = none;
    ended[outcome.class].inc();
    call.start.trace?.ended(outcome);
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

  /**
   * Resolves when the calls that have ended, or end in this turn of the event loop, outlive this process; null where
   * answers do not wait for that. A call whose masks are still fetched is then kept as one in progress.
   */
  written(): Promise<void> | null {
    return this.options.log.written();
  }

  /** Runs when the calls that have ended outlive this process: for answers of the gateway's own. */
  afterWritten(run: () => void): void {
    const written = this.written();
    if (written) void written.then(run);
    else run();
  }

  inProgress(serverId?: string): CallInProgress[] {
    const calls: CallInProgress[] = [];
    for (const call of this.#active)
      if (serverId === undefined || call.record.serverId === serverId) calls.push(call.record);
    return calls;
  }

  /** Servers at which a call began or ended since the previous call of this method. */
  takeTouched(): string[] {
    const touched = [...this.#touched];
    this.#touched.clear();
    return touched;
  }

  /** Ends calls whose time limit has passed; called by a timer. */
  sweep(now = performance.now()): void {
    for (const call of this.#active) {
      if (call.deadline > now) continue;
      const awaitingInput = this.#awaitingInput.get(call.start.requestState) === call;
      if (awaitingInput) this.#awaitingInput.delete(call.start.requestState);
      call.owner?.timeOut(call);
      this.end(
        call,
        awaitingInput
          ? noInput
          : { class: 'timeout', error: `The server did not answer within ${this.#timeoutMs(call.start) / 1_000} s.` },
      );
    }
  }

  /** The gateway stops: answers cannot be sent any more. */
  giveUp(): void {
    for (const call of this.#active)
      this.end(call, {
        class: 'upstream_down',
        error: 'The gateway was stopped while the call was in flight, so its outcome is unknown.',
      });
  }

  /** Resolves when no ended call waits for masks. */
  async settled(): Promise<void> {
    await Promise.all(this.#masking);
  }

  #timeoutMs(start: CallStart): number {
    return start.timeoutMs ?? this.options.timeoutMs;
  }

  #create(id: MessageId, start: CallStart): PendingCall {
    const masking = this.options.masking(start.serverId, start.secretsVersion);
    const record: CallInProgress = {
      id: callId(),
      serverId: start.serverId,
      deploymentId: start.deploymentId,
      ...namesOf(start, masking && both(masking, start.mask)),
      userId: start.user.id,
      userName: start.user.name,
      startedAt: new Date().toISOString(),
      input: masking
        ? storedPayload(start.input, this.options.payloadBytes, both(masking, start.mask))
        : withheldPayload,
      correlationId: start.correlationId,
    };
    const call = new PendingCall(record, start, id, performance.now() + this.#timeoutMs(start));
    call.inputLength = start.input.length;
    start.input = masking ? '' : keptPayload(start.input, this.options.payloadBytes);
    this.#active.add(call);
    this.#touched.add(record.serverId);
    this.options.log.started(record);
    return call;
  }

  #resume(call: PendingCall, id: MessageId, start: CallStart): PendingCall {
    this.#awaitingInput.delete(start.requestState);
    this.#kept.release(call);
    call.messageId = id;
    call.start.trace = start.trace;
    call.since = performance.now();
    call.deadline = call.since + this.#timeoutMs(call.start);
    return call;
  }

  #wait(call: PendingCall, message: Message, text: string): void {
    const state = (message.result as { requestState?: unknown }).requestState;
    // Without a state the repeated call cannot be recognised, so this one ends here.
    if (typeof state !== 'string' || state === '' || !this.#kept.keep(call, state))
      return this.end(call, { class: 'ok', error: '' }, payloadText(message, text));
    const now = performance.now();
    call.earlierMs += now - call.since;
    call.deadline = now + this.#timeoutMs(call.start);
    call.owner = null;
    call.leave();
    call.start.requestState = state;
    call.start.trace?.ended({ class: 'ok' });
    call.start.trace = undefined;
    this.#awaitingInput.set(state, call);
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
      ...(record.input === withheldPayload ? namesOf(call.start, masking) : {}),
      input:
        record.input !== withheldPayload
          ? record.input
          : masking
            ? storedPayload(call.start.input, limit, masking, call.inputLength)
            : withheldPayload,
      latencyMs,
      class: outcome.class,
      output: output === '' ? '' : masking ? storedPayload(output, limit, masking, outputBytes) : withheldPayload,
      error: outcome.error === '' ? '' : masking ? masking.mask(outcome.error) : plainSentence(outcome),
    };
    this.options.log.ended(record.id, JSON.stringify(recorded));
  }
}

const noInput: Outcome = { class: 'cancelled', error: 'The client never sent what the server had asked for.' };

/** What the caller and the client call things: free text, which may hold a secret like every other. */
function namesOf(
  { tool, client }: CallStart,
  masking: Masking | null,
): Pick<CallInProgress, 'tool' | 'clientName' | 'clientVersion'> {
  const masked = (name: string) => (name === '' ? '' : (masking?.mask(name) ?? withheldName));
  return { tool: masked(tool), clientName: masked(client.name), clientVersion: masked(client.version) };
}

/** Without masks no text is recorded that may contain a secret: the server's, or a sentence with the name of a tool. */
function plainSentence(outcome: Outcome): string {
  if (outcome.class === 'denied')
    return 'Your permission groups do not allow this tool. Ask an administrator for access.';
  const classesWithServerText: CallClass[] = ['tool_error', 'protocol_error'];
  return classesWithServerText.includes(outcome.class)
    ? 'The server reported an error; its text was withheld, because the secrets to mask were not known yet.'
    : outcome.error;
}

/** The result or error of a message as it was written. */
function payloadText(message: Message, text: string): string {
  const value = memberText(text, (message.error ?? undefined) === undefined ? 'result' : 'error');
  return value === undefined ? '' : compactText(value);
}
