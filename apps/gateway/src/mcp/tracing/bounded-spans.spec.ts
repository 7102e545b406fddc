import { expect, test } from '@jest/globals';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { BoundedSpans } from './bounded-spans.js';

/** A collector that answers when the test says so. */
function stage(limit: number) {
  const waiting: { spans: ReadableSpan[]; done: (result: ExportResult) => void }[] = [];
  let dropped = 0;
  const bounded = new BoundedSpans(
    { export: (spans, done) => void waiting.push({ spans, done }), shutdown: async () => undefined },
    limit,
    (spans) => (dropped += spans),
  );
  const tracer = new TracerProvider({ spanProcessors: [bounded] }).getTracer('test');
  return {
    make: (count: number) => {
      for (let i = 0; i < count; i += 1) tracer.startSpan('one').end();
    },
    answer: (code: ExportResultCode) => waiting.shift()!.done({ code }),
    waiting,
    dropped: () => dropped,
  };
}

test('spans beyond the limit are dropped and counted while the collector is silent, those being sent included', () => {
  const { make, waiting, dropped } = stage(4);
  make(10);
  expect(waiting.map(({ spans }) => spans.length)).toEqual([4]);
  expect(dropped()).toBe(6);
});

test('there is room again when the collector took a batch', () => {
  const { make, answer, dropped } = stage(4);
  make(4);
  answer(ExportResultCode.SUCCESS);
  make(4);
  expect(dropped()).toBe(0);
});

test('spans that the collector refuses are counted', () => {
  const { make, answer, dropped } = stage(4);
  make(4);
  answer(ExportResultCode.FAILED);
  expect(dropped()).toBe(4);
});
