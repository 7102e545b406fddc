import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePorts } from './ports.js';
import { reservePort } from './port-reservations.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ports-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a port is reserved until the process that did it has ended', async () => {
  const reserve = `
    import { reservePort } from ${JSON.stringify(join(import.meta.dirname, 'port-reservations.js'))};
    console.log(reservePort(20000, ${JSON.stringify(folder)}));
    setInterval(() => {}, 1_000);
  `;
  const other = spawn(process.execPath, ['--input-type=module', '--eval', reserve], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(other, 'exit');
  try {
    expect(String(await once(other.stdout, 'data'))).toBe('true\n');
    expect(reservePort(20_000, folder)).toBe(false);
  } finally {
    other.kill('SIGKILL');
  }
  await ended;
  expect(reservePort(20_000, folder)).toBe(true);
});

test('ports asked for at the same time are all different, and the kernel gives none of them out', async () => {
  const ports = (await Promise.all([freePorts(50), freePorts(50)])).flat();
  expect(new Set(ports).size).toBe(100);
  expect(ports.filter((port) => port < 20_000 || port >= 32_000)).toEqual([]);
});
