import type { ServerResponse } from 'node:http';
import { idKey, isId, type Message } from '../protocol/jsonrpc.js';
import type { Phase } from './conventions.js';
import { MessageTrace, type Lap } from './message-trace.js';
import type { Telemetry, TracedRequest } from './telemetry.js';
import { traceHeaders } from './trace-context.js';

/** The MCP messages of one POST, and what the gateway did with them before a container had them. */
export class RequestTrace {
  readonly #arrivedAt: number;
  readonly #laps: Lap[] = [];
  readonly #messages = new Map<Message, MessageTrace>();
  #since: number;

  constructor(private readonly telemetry: Telemetry) {
    this.#arrivedAt = telemetry.now();
    this.#since = this.#arrivedAt;
  }

  /** A phase is over, and the next one begins. */
  lap(phase: Phase): void {
    const to = this.telemetry.now();
    this.#laps.push({ phase, from: this.#since, to });
    this.#since = to;
  }

  /** The body is read. A message that has no other end ends with the answer. */
  begin(request: TracedRequest, messages: readonly Message[], res: ServerResponse): void {
    this.lap('body');
    for (const message of messages) {
      if (typeof message.method !== 'string') continue;
      const traced = new MessageTrace(this.telemetry, request, message, this.#arrivedAt, this.#laps);
      this.#messages.set(message, traced);
    }
    res.once('close', () => this.#closed(res));
  }

  /** The request turned out to have a session, or credentials that are to be masked. */
  learned(change: Partial<Pick<TracedRequest, 'sessionId' | 'mask'>>): void {
    for (const traced of this.#messages.values()) traced.request = { ...traced.request, ...change };
  }

  /** The trace of a message that is recorded as a call, whose end the record knows. */
  recorded(message: Message): MessageTrace | undefined {
    const traced = this.#messages.get(message);
    if (traced) traced.recorded = true;
    return traced;
  }

  /** @returns headers with which the container continues the trace; a flat list of names and values */
  sending(target: { host: string; port: number }): string[] {
    if (this.#laps.at(-1)?.phase !== 'container.wait') this.lap('container.wait');
    const [first] = this.#messages.values();
    return first ? traceHeaders(first.sent(target, this.telemetry.now())) : [];
  }

  /** Reads a message of the server. */
  answered({ method, id, error }: Message): void {
    if (method !== undefined || !isId(id)) return;
    const { code } = (error ?? {}) as { code?: unknown };
    const outcome = error ? { class: 'protocol_error', rpcCode: typeof code === 'number' ? code : undefined } : ok;
    for (const traced of this.#messages.values()) {
      const asked = traced.message.id;
      if (!traced.recorded && isId(asked) && idKey(asked) === idKey(id)) traced.ended(outcome);
    }
  }

  /** No message that is still open gets an answer of the server. */
  failed(callClass: string): void {
    for (const traced of this.#messages.values()) if (!traced.recorded) traced.ended({ class: callClass });
  }

  #closed(res: ServerResponse): void {
    if (!res.writableFinished) this.failed('cancelled');
    else this.failed(res.statusCode < 400 ? 'ok' : String(res.statusCode));
  }
}

const ok = { class: 'ok' };
