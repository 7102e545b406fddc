import { describe, expect, test } from '@jest/globals';
import { FairQueue } from './fair-queue.js';

const open = () => new AbortController().signal;

/** Enters and notes the order in which places are given. */
function enterAll(queue: FairQueue, accounts: string[]) {
  const started: string[] = [];
  const places = accounts.map(async (account) => {
    const leave = await queue.enter(account, open());
    started.push(account);
    return leave!;
  });
  return { started, places };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('work at once', () => {
  test('are bounded for an account, while another account gets a place', async () => {
    const { started, places } = enterAll(new FairQueue(4, () => 2), ['ann', 'ann', 'ann', 'bob']);
    await settled();
    expect(started).toEqual(['ann', 'ann', 'bob']);
    (await places[0]!)();
    await places[2];
    expect(started).toEqual(['ann', 'ann', 'bob', 'ann']);
  });

  test('are bounded in all, and a place that is given back twice counts once', async () => {
    const { started, places } = enterAll(new FairQueue(1, () => 1), ['ann', 'bob', 'eve']);
    const leave = await places[0]!;
    leave();
    leave();
    await settled();
    expect(started).toEqual(['ann', 'bob']);
  });

  test('a request that ends while it waits gets no place and keeps none', async () => {
    const queue = new FairQueue(1, () => 1);
    const leave = await queue.enter('ann', open());
    const gone = new AbortController();
    const waiting = queue.enter('bob', gone.signal);
    gone.abort();
    expect(await waiting).toBeNull();
    leave!();
    expect(await queue.enter('eve', open())).not.toBeNull();
  });
});
