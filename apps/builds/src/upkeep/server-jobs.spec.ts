import { describe, expect, test } from '@jest/globals';
import { ServerJobs } from './server-jobs.js';

describe('jobs for servers', () => {
  test('requests for one server that follow each other within the delay are one run', async () => {
    const runs: string[] = [];
    const last = Promise.withResolvers<void>();
    const jobs = new ServerJobs('test', async (serverId) => {
      runs.push(serverId);
      if (serverId === 'later') last.resolve();
    });
    jobs.request('a', 10);
    jobs.request('a', 10);
    jobs.request('later', 200);
    await last.promise;
    await jobs.stop();
    expect(runs).toEqual(['a', 'later']);
  });

  test('a run that failed does not prevent the next', async () => {
    let runs = 0;
    const second = Promise.withResolvers<void>();
    const jobs = new ServerJobs('test', async () => {
      if (++runs === 2) return second.resolve();
      jobs.request('a', 0);
      throw new Error('failed');
    });
    jobs.request('a', 0);
    await second.promise;
    await jobs.stop();
    expect(runs).toBe(2);
  });

  test('a stop drops the requests that wait', async () => {
    let runs = 0;
    const later = Promise.withResolvers<void>();
    const stopped = new ServerJobs('stopped', async () => void runs++);
    const other = new ServerJobs('other', async () => later.resolve());
    stopped.request('a', 0);
    await stopped.stop();
    stopped.request('a', 0);
    other.request('a', 50);
    await later.promise;
    await other.stop();
    expect(runs).toBe(0);
  });
});
