import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { objectOf, paramsOf, textOf, type Message } from '../protocol/jsonrpc.js';

const propagator = new W3CTraceContextPropagator();

/** Where a message comes from: the span that it continues, and another that it is linked to. */
export interface Origin {
  parent: Context;
  link: SpanContext | undefined;
}

/**
 * The trace that a message continues: that of its `_meta`, else that of the HTTP headers, which then are linked only
 * (semantic conventions for MCP, context propagation).
 * @param raw headers as Node.js has them: a flat list of names and values
 */
export function originOf(raw: readonly string[], message: Message): Origin {
  const meta = objectOf(paramsOf(message), '_meta');
  const ofMessage = extracted(textOf(meta, 'traceparent'), textOf(meta, 'tracestate'));
  const ofHeaders = extracted(headerOf(raw, 'traceparent'), headerOf(raw, 'tracestate'));
  const link = trace.getSpanContext(ofHeaders);
  const own = trace.getSpanContext(ofMessage);
  if (!own) return { parent: ofHeaders, link: undefined };
  return { parent: ofMessage, link: link?.spanId === own.spanId ? undefined : link };
}

/** Headers with which a container continues the span of a context; a flat list of names and values. */
export function traceHeaders(context: Context): string[] {
  const carrier: Record<string, string> = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return Object.entries(carrier).flat();
}

const extracted = (traceparent: string, tracestate: string): Context =>
  propagator.extract(ROOT_CONTEXT, { traceparent, tracestate }, defaultTextMapGetter);

/** Headers that are sent twice are one list. */
function headerOf(raw: readonly string[], name: string): string {
  const values: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) if (raw[i]!.toLowerCase() === name) values.push(raw[i + 1]!);
  return values.join(',');
}
