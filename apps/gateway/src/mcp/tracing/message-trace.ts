import { SpanKind, SpanStatusCode, trace, type Attributes, type Context, type Span } from '@opentelemetry/api';
import { isId, paramsOf, textOf, type Message } from '../protocol/jsonrpc.js';
import { attributes, methodLabel, revision, type Phase } from './conventions.js';
import type { Mask, Telemetry, TracedRequest } from './telemetry.js';
import { originOf } from './trace-context.js';

/** How a message ended. `class`: as of a recorded call. `rpcCode`: of the server's JSON-RPC error. */
export interface TracedOutcome {
  class: string;
  rpcCode?: number;
}

/** One step of the gateway, in milliseconds since the epoch. */
export interface Lap {
  phase: Phase;
  from: number;
  to: number;
}

/** One time that a container got the request. */
interface Attempt {
  span: Span;
  host: string;
  port: number;
  to: number;
}

const longestName = 256;

/**
 * One MCP request or notification, from its arrival to the end of its answer. What the client named is masked like the
 * records, so spans get their names at the end, when the masks are there.
 */
export class MessageTrace {
  /** Its end is that of the recorded call. */
  recorded = false;
  readonly #span: Span;
  readonly #context: Context;
  readonly #attempts: Attempt[] = [];
  #endedAt = 0;

  /** @param laps of the request; more may follow */
  constructor(
    private readonly telemetry: Telemetry,
    public request: TracedRequest,
    readonly message: Message,
    private readonly arrivedAt: number,
    private readonly laps: readonly Lap[],
  ) {
    const { parent, link } = originOf(request.rawHeaders, message);
    const links = link ? [{ context: link }] : [];
    const name = methodLabel(message.method!);
    this.#span = telemetry.tracer.startSpan(name, { kind: SpanKind.SERVER, startTime: arrivedAt, links }, parent);
    this.#context = trace.setSpan(parent, this.#span);
  }

  /** A container gets the message. @returns the context for it */
  sent(target: { host: string; port: number }, at: number): Context {
    const { tracer } = this.telemetry;
    const before = this.#attempts.at(-1);
    if (before) before.to = at;
    const options = { kind: SpanKind.CLIENT, startTime: at };
    const span = tracer.startSpan(methodLabel(this.message.method!), options, this.#context);
    this.#attempts.push({ span, host: target.host, port: target.port, to: 0 });
    return trace.setSpan(this.#context, span);
  }

  /** Only the first end counts. */
  ended(outcome: TracedOutcome): void {
    if (this.#endedAt > 0) return;
    this.#endedAt = this.telemetry.now();
    this.telemetry.named(this.request, (mask) => this.#write(outcome, mask));
  }

  #write(outcome: TracedOutcome, mask: Mask): void {
    const { telemetry, request } = this;
    const to = this.#endedAt;
    const errorType = errorTypeOf(outcome);
    const target = this.#target(mask);
    const label = methodLabel(this.message.method!);
    const method = label === '_OTHER' ? masked(mask, this.message.method!) : label;
    const name = target.name === undefined ? method : `${method} ${target.name}`;
    const common: Attributes = {
      ...target.attributes,
      ...ended(errorType, outcome.rpcCode),
      [attributes.protocolVersion]: revision(request.protocolVersion),
      [attributes.transport]: 'tcp',
      [attributes.protocolName]: 'http',
      [attributes.slug]: request.route.slug,
    };
    const ofSpan: Attributes = { ...common, [attributes.method]: method, ...this.#about(mask) };
    for (const { phase, from, to: end } of this.laps)
      telemetry.tracer.startSpan(phase, { startTime: from }, this.#context).end(Math.min(end, to));
    for (const attempt of this.#attempts) {
      // The container of an earlier attempt was not reached, or had lost the session.
      const failed = attempt.to > 0 ? ended('_OTHER', undefined) : {};
      const server = { [attributes.serverAddress]: attempt.host, [attributes.serverPort]: attempt.port };
      finish(attempt.span, name, { ...ofSpan, ...failed, ...server }, attempt.to || to);
    }
    const publicAddress = { ...telemetry.address, [attributes.httpVersion]: request.httpVersion };
    finish(this.#span, name, { ...ofSpan, ...publicAddress }, to);
    // Names that no server has confirmed would fill the metric.
    const withoutName =
      outcome.class === 'denied' || outcome.class === 'auth_required' ? { [attributes.tool]: undefined } : {};
    telemetry.measured((to - this.arrivedAt) / 1_000, { ...common, [attributes.method]: label, ...withoutName });
  }

  /** What is in spans only, because it differs in each. */
  #about(mask: Mask): Attributes {
    const { route, correlationId, sessionId } = this.request;
    const { id } = this.message;
    const idText = isId(id) ? masked(mask, typeof id === 'object' ? id.rawJSON : String(id)) : undefined;
    return {
      [attributes.requestId]: idText,
      [attributes.sessionId]: sessionId,
      [attributes.serverId]: route.serverId,
      [attributes.deploymentId]: route.deploymentId,
      [attributes.correlationId]: correlationId,
    };
  }

  #target(mask: Mask): { name?: string; attributes: Attributes } {
    const { method } = this.message;
    if (method !== 'tools/call' && method !== 'prompts/get') return { attributes: {} };
    const name = masked(mask, textOf(paramsOf(this.message), 'name'));
    if (method === 'prompts/get') return { name, attributes: { [attributes.prompt]: name } };
    return { name, attributes: { [attributes.tool]: name, [attributes.operation]: 'execute_tool' } };
  }
}

/** Masked as a whole before it is cut, because half a secret would not be found. */
const masked = (mask: Mask, text: string): string => mask.mask(text).slice(0, longestName);

const ended = (errorType: string | undefined, rpcCode: number | undefined): Attributes => ({
  [attributes.errorType]: errorType,
  [attributes.rpcCode]: rpcCode === undefined ? undefined : String(rpcCode),
});

/** The code of the server's error, as the conventions have it, else the class of the call. */
function errorTypeOf({ class: callClass, rpcCode }: TracedOutcome): string | undefined {
  if (callClass === 'ok') return undefined;
  return rpcCode === undefined ? callClass : String(rpcCode);
}

/** The status has no description: the server's text may hold anything. */
function finish(span: Span, name: string, all: Attributes, at: number): void {
  span.updateName(name).setAttributes(all);
  if (all[attributes.errorType] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(at);
}
