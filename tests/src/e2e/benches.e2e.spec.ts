import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../../..');
const benches = globSync('tools/benches/*.mjs', { cwd: root }).map((path) => basename(path, '.mjs'));

test.each(benches)(
  'the bench %s runs to its end and prints figures',
  async (name) => {
    const { stdout } = await promisify(execFile)(join(root, 'tools/bench'), ['--tiny', name], {
      env: { ...process.env, NODE_OPTIONS: '', TOOLYARD_PREPARED: '1' },
    });
    expect(stdout.replace(`== ${name}`, '')).toMatch(/\d/);
  },
  240_000,
);
