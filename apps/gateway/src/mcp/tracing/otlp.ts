import { setTimeout as sleep } from 'node:timers/promises';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { log } from '@toolyard/service';
import { droppedSpans } from '../../gateway.metrics.js';
import { BoundedSpans } from './bounded-spans.js';
import { attributes, durationMetric } from './conventions.js';
import { Telemetry, type Masks } from './telemetry.js';
import { Tracing } from './tracing.js';

/** Where traces and metrics go. */
export interface OtlpOptions {
  /** Base address of the collector's OTLP over HTTP, such as `http://127.0.0.1:4318`. */
  endpoint: string;
  /** Headers for the collector, such as its token. */
  headers: Record<string, string>;
  /** Share of the traces that begin at the gateway, between 0 and 1; others are sampled as their clients decided. */
  ratio: number;
  /** The platform's own address. */
  publicUrl: string;
}

const mostSpans = 8_192;
const exportTimeoutMs = 5_000;
const metricsEveryMs = 30_000;
const farewellMs = 2_000;
const scope = 'toolyard-gateway';

/**
 * Exports by OTLP over HTTP. This module, and the libraries that it loads, are loaded only where an endpoint is set.
 */
export const openTelemetry =
  ({ endpoint, headers, ratio, publicUrl }: OtlpOptions) =>
  ({ gatewayId, masks }: { gatewayId: string; masks: Masks }): Tracing => {
    const resource = resourceFromAttributes({ 'service.name': scope, 'service.instance.id': gatewayId });
    const to = (path: string) => ({
      url: `${endpoint.replace(/\/+$/, '')}/v1/${path}`,
      headers,
      timeoutMillis: exportTimeoutMs,
    });
    const traces = new TracerProvider({
      resource,
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
      spanProcessors: [new BoundedSpans(new OTLPTraceExporter(to('traces')), mostSpans, reportDropped())],
    });
    const exporter = new OTLPMetricExporter(to('metrics'));
    const options = { exporter, exportIntervalMillis: metricsEveryMs, exportTimeoutMillis: exportTimeoutMs };
    const figures = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader(options)] });
    const { name, unit, description, boundaries } = durationMetric;
    const advice = { explicitBucketBoundaries: boundaries };
    const { hostname, port, protocol } = new URL(publicUrl);
    const telemetry = new Telemetry({
      tracer: traces.getTracer(scope),
      duration: figures.getMeter(scope).createHistogram(name, { unit, description, advice }),
      masks,
      address: {
        [attributes.serverAddress]: hostname,
        [attributes.serverPort]: Number(port || (protocol === 'https:' ? 443 : 80)),
      },
      shutdown: async () => {
        const limit = new AbortController();
        const over = sleep(farewellMs, undefined, { signal: limit.signal }).catch(() => undefined);
        await Promise.race([Promise.allSettled([traces.shutdown(), figures.shutdown()]), over]);
        limit.abort();
      },
    });
    return new Tracing(telemetry);
  };

/** Counts every dropped span, and logs at most once a minute. */
function reportDropped(): (spans: number) => void {
  let quietUntil = 0;
  return (spans) => {
    droppedSpans.inc(spans);
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + 60_000;
    log.warn('spans are dropped: the collector does not take them. Calls themselves are forwarded.');
  };
}
