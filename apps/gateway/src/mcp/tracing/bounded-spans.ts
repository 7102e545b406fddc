import type { ExportResult } from '@opentelemetry/core';
import { ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';

/**
 * Exports spans in batches and holds at most `limit` that the collector has not taken. What comes beyond it, and what
 * the collector does not take, is dropped and counted.
 */
export class BoundedSpans implements SpanProcessor {
  readonly #batches: BatchSpanProcessor;
  #held = 0;

  constructor(
    exporter: SpanExporter,
    private readonly limit: number,
    private readonly onDropped: (spans: number) => void,
  ) {
    this.#batches = new BatchSpanProcessor({
      exporter: {
        export: (spans, done) => exporter.export(spans, (result) => this.#exported(spans.length, result, done)),
        shutdown: () => exporter.shutdown(),
        forceFlush: async () => exporter.forceFlush?.(),
      },
      maxQueueSize: limit,
      maxExportBatchSize: Math.min(512, limit),
      scheduledDelayMillis: 1_000,
    });
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (this.#held >= this.limit) return this.onDropped(1);
    this.#held += 1;
    this.#batches.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#batches.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#batches.shutdown();
  }

  #exported(spans: number, result: ExportResult, done: (result: ExportResult) => void): void {
    this.#held -= spans;
    if (result.code !== ExportResultCode.SUCCESS) this.onDropped(spans);
    done(result);
  }
}
