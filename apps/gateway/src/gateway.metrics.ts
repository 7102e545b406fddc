import { metrics } from '@toolyard/service';
import { Counter, Gauge } from 'prom-client';

export const toolCalls = new Counter({
  name: 'toolyard_gateway_tool_calls_total',
  help: 'Tool calls that ended, by class.',
  labelNames: ['class'],
  registers: [metrics],
});

export const droppedCalls = new Counter({
  name: 'toolyard_gateway_calls_dropped_total',
  help: 'Ended calls that were dropped, because the spool was full or its disk could not be written.',
  registers: [metrics],
});

export const withheldPayloads = new Counter({
  name: 'toolyard_gateway_payloads_withheld_total',
  help: 'Calls recorded without input and output, because the secrets to mask could not be fetched.',
  registers: [metrics],
});

export const spooledCalls = new Gauge({
  name: 'toolyard_gateway_calls_spooled',
  help: 'Ended calls that JetStream has not acknowledged yet.',
  registers: [metrics],
});

export const openSessions = new Gauge({
  name: 'toolyard_gateway_sessions',
  help: 'MCP sessions held in memory.',
  registers: [metrics],
});

export const movedSessions = new Counter({
  name: 'toolyard_gateway_sessions_moved_total',
  help: 'Sessions initialised again on another container, unnoticed by their clients, by outcome.',
  labelNames: ['outcome'],
  registers: [metrics],
});

export const upstreamFailures = new Counter({
  name: 'toolyard_gateway_upstream_failures_total',
  help: 'Requests whose container failed before its answer was complete, by the moment of the failure.',
  labelNames: ['when'],
  registers: [metrics],
});

export const droppedSpans = new Counter({
  name: 'toolyard_gateway_spans_dropped_total',
  help: 'Spans that were dropped, because the OTLP collector did not take them in time.',
  registers: [metrics],
});
