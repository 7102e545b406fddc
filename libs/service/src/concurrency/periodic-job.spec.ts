import { describe, expect, test } from '@jest/globals';
import { PeriodicJob } from './periodic-job.js';

describe('a periodic job', () => {
  test('runs again after a run that failed', async () => {
    let runs = 0;
    const again = Promise.withResolvers<void>();
    const job = new PeriodicJob('test', 1, async () => {
      if (++runs === 2) again.resolve();
      throw new Error('failed');
    });
    job.start();
    await again.promise;
    await job.stop();
    expect(runs).toBeGreaterThanOrEqual(2);
  });

  test('never runs twice at the same time: a second request joins the run under way', async () => {
    let runs = 0;
    const open = Promise.withResolvers<void>();
    const job = new PeriodicJob('test', 60_000, () => {
      runs++;
      return open.promise;
    });
    const both = Promise.all([job.run(), job.run()]);
    open.resolve();
    await both;
    expect(runs).toBe(1);
  });

  test('a stop aborts the run under way, waits for its end, and starts nothing more', async () => {
    const events: string[] = [];
    const job = new PeriodicJob('test', 60_000, async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      events.push('ended');
    });
    void job.run();
    await job.stop();
    events.push('stopped');
    await job.run();
    expect(events).toEqual(['ended', 'stopped']);
  });
});
