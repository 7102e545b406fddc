import { setImmediate as nextTick } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { KeyedJobs } from './keyed-jobs.js';

/** Jobs that end when the test ends them. */
function controlled(width: number) {
  const started: string[] = [];
  const open = new Map<string, () => void>();
  const jobs = new KeyedJobs(width, (key) => {
    started.push(key);
    return new Promise((resolve) => open.set(key, resolve));
  });
  const finish = async (key: string) => {
    open.get(key)!();
    await nextTick();
  };
  return { jobs, started, finish };
}

describe('keyed jobs', () => {
  test('a key never runs twice at once, and once more when it was requested meanwhile', async () => {
    const { jobs, started, finish } = controlled(4);
    for (let i = 0; i < 5; i++) jobs.request('a');
    expect(started).toEqual(['a']);
    await finish('a');
    expect(started).toEqual(['a', 'a']);
    await finish('a');
    expect(started).toEqual(['a', 'a']);
  });

  test('no more run at once than the width, and none is lost', async () => {
    const { jobs, started, finish } = controlled(2);
    for (const key of ['a', 'b', 'c']) jobs.request(key);
    expect(started).toEqual(['a', 'b']);
    await finish('a');
    expect(started).toEqual(['a', 'b', 'c']);
  });

  test('stopping waits for the running job and starts no other', async () => {
    const { jobs, started, finish } = controlled(1);
    jobs.request('a');
    jobs.request('b');
    const stopped = jobs.stop();
    await finish('a');
    await stopped;
    jobs.request('c');
    expect(started).toEqual(['a']);
  });
});
