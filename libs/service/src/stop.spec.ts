import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** A service that logs while it stops, more than is written by the time it exits. */
const service = `
  import { log } from ${JSON.stringify(join(import.meta.dirname, 'observing/log.js'))};
  import { stopOnSignal } from ${JSON.stringify(join(import.meta.dirname, 'stop.js'))};
  stopOnSignal({ close: async () => { for (let line = 0; line < 100; line++) log.info({ line }, 'stopping'); } });
  setInterval(() => {}, 1_000);
  log.info('runs');
`;

test('a service whose launcher was killed ends, although its last log lines can no longer be written', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', service], {
    env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'info', TOOLYARD_PARENT_PIPE: '1' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit', { signal: AbortSignal.timeout(15_000) });
  ended.catch(() => {});
  try {
    await once(child.stdout, 'data');
    child.stdout.destroy();
    child.stdin.destroy();
    expect(await ended).toHaveLength(2);
  } finally {
    child.kill('SIGKILL');
  }
}, 20_000);
