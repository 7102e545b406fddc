import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { legacyConformanceServer, modernConformanceServer } from '../../testing/conformance.fixture.js';
import { runGateway } from '../../testing/running-gateway.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conformance-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The suite's executable: the package exports nothing. */
function suite(): string {
  for (
    let at = dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/node'));
    at !== '/';
    at = dirname(at)
  ) {
    const file = join(at, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
    if (existsSync(file)) return file;
  }
  throw new Error('The conformance suite is not installed.');
}

/** One line per scenario, such as `✓ ping: 2 passed, 0 failed`. */
function score(url: string, revision: string): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [suite(), 'server', '--url', url, '--requirements', revision],
      { cwd: folder, maxBuffer: 64 << 20 },
      (_, stdout) => {
        resolve(stdout.split('\n').filter((line) => /^[✓✗] .*: \d+ passed, \d+ failed/.test(line)));
      },
    );
  });
}

describe('the official conformance suite', () => {
  for (const [revision, server] of [
    ['2025-11-25', legacyConformanceServer],
    ['2026-07-28', modernConformanceServer],
  ] as const) {
    test(`scores ${server.name} servers the same through the gateway as directly, by ${revision}`, async () => {
      const fixture = await server();
      const gateway = await runGateway();
      try {
        gateway.route({ targets: [fixture.target], access: 'public' });
        const [direct, through] = await Promise.all([
          score(`http://127.0.0.1:${fixture.target.port}/mcp`, revision),
          score(gateway.mcpUrl().href, revision),
        ]);
        expect(direct.length).toBeGreaterThan(20);
        expect(through).toEqual(direct);
      } finally {
        await gateway.stop();
        await fixture.kill();
      }
    });
  }
});
