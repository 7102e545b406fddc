import { describe, expect, test } from '@jest/globals';
import type { Histogram } from '../../api/activity/calls.js';
import { latenciesOf, percentilesOf, withStatus } from './latencies.js';

const answered = { p25: 1, p50: 2, p85: 3, p95: 4, p99: 5 };
const none = { p25: null, p50: null, p85: null, p95: null, p99: null };
const bar = (fromMs: number, byClass: Record<string, number>): Histogram['buckets'][number] => ({
  fromMs,
  toMs: fromMs * 2,
  byClass,
  byStatus: {},
  total: Object.values(byClass).reduce((sum, count) => sum + count, 0),
});
const histogram = (...buckets: Histogram['buckets']): Histogram => ({ by: 'latency', buckets });
const refusedFirst = histogram(bar(1, { denied: 900, auth_required: 50 }), bar(2, {}), bar(100, { ok: 100 }));

describe('percentiles', () => {
  test('are those of the API when all its calls reached a server', () => {
    expect(percentilesOf(answered, histogram(bar(8, { ok: 3, tool_error: 1 })), undefined)).toEqual(answered);
    expect(percentilesOf(answered, histogram(), undefined)).toEqual(answered);
  });

  test('leave out calls that never reached a server', () => {
    expect(percentilesOf(answered, refusedFirst, undefined)).toEqual({
      p25: 125,
      p50: 150,
      p85: 185,
      p95: 195,
      p99: 199,
    });
  });

  test('of errors leave out cancelled calls', () => {
    const mixed = histogram(bar(1, { cancelled: 7 }), bar(4, { timeout: 1 }));
    expect(percentilesOf(answered, mixed, 'error')).toMatchObject({ p50: 6 });
  });

  test('are absent for refused calls alone', () => {
    expect(percentilesOf(answered, histogram(bar(1, { denied: 2 })), 'denied')).toEqual(none);
  });

  test('wait for both answers', () => {
    expect([percentilesOf(undefined, histogram(), undefined), percentilesOf(answered, undefined, undefined)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

test('the histogram by latency begins with the first call that reached a server', () => {
  expect(latenciesOf(refusedFirst, undefined).buckets).toMatchObject([{ fromMs: 100, total: 100 }]);
  expect(latenciesOf(histogram(bar(1, { denied: 1 })), undefined).buckets).toEqual([]);
});

test('a histogram of a status has the calls with that status alone', () => {
  const { buckets } = withStatus(refusedFirst, 'needs_sign_in');
  expect(buckets.map(({ total }) => total)).toEqual([50, 0, 0]);
  expect(withStatus(refusedFirst, undefined).buckets.map(({ total }) => total)).toEqual([950, 0, 100]);
});
