import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');

test.each([
  ['openapi', 'the API document, the table of routes and the types of the dashboard agree with the services'],
  ['events', 'the AsyncAPI document and the page of events agree with the types of the events'],
])(
  'what tools/%s makes is up to date: %s',
  (name) => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(root, `tools/lib/${name}.mjs`), '--check'], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(stdout + stderr).toBe('');
  },
  60_000,
);
