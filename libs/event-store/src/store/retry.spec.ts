import { describe, expect, test } from '@jest/globals';
import { EventStoreUnavailable } from './failures.js';
import { backOffMs, persistently, within } from './retry.js';

const unavailable = Object.assign(new Error('14 UNAVAILABLE'), { code: 14 });

describe('patience with the event store', () => {
  test('pauses double up to a second and are spread by up to a half', () => {
    expect([0, 1, 2, 20].map((failures) => backOffMs(failures, 1))).toEqual([50, 100, 200, 1_000]);
    expect([0, 1, 2, 20].map((failures) => backOffMs(failures, 0))).toEqual([25, 50, 100, 500]);
  });

  test('a request is repeated while the failure is a passing one', async () => {
    let attempts = 0;
    const answer = await persistently(5_000, 'Asking', async () => {
      if (++attempts < 3) throw unavailable;
      return 'answer';
    });
    expect([answer, attempts]).toEqual(['answer', 3]);
  });

  test('a request that failed for good is not repeated', async () => {
    let attempts = 0;
    const refused = new Error('refused');
    await expect(persistently(5_000, 'Asking', async () => (attempts++, Promise.reject(refused)))).rejects.toBe(
      refused,
    );
    expect(attempts).toBe(1);
  });

  test('when the time is over the error says so and keeps the cause', async () => {
    await expect(persistently(60, 'Asking', async () => Promise.reject(unavailable))).rejects.toMatchObject({
      code: 'event_store_unavailable',
      cause: unavailable,
    });
  });

  test('a promise that never settles is given up', async () => {
    await expect(within(10, 'Asking', new Promise(() => undefined))).rejects.toBeInstanceOf(EventStoreUnavailable);
  });
});
