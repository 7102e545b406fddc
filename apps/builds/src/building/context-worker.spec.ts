import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gitEnvironment, Repositories } from '../repositories/git-repositories.js';
import { prepareInWorker, type WorkerLimits } from './context-worker.js';

const folder = mkdtempSync(join(tmpdir(), 'toolyard-worker-'));
const generous: WorkerLimits = { timeMs: 60_000, memoryMb: 256 };
let bare: string;

beforeAll(async () => {
  const repositories = new Repositories(folder);
  await repositories.prepare();
  bare = await repositories.ensure('r');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Commits a tree of these files. @returns its SHA */
function commit(files: [path: string, text: string][]): string {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const stream = [
    'commit refs/heads/main\ncommitter a <a@b.test> 1700000000 +0000\n',
    data('m'),
    'deleteall\n',
    ...files.map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
  ].join('');
  execFileSync('git', ['-C', bare, 'fast-import', '--quiet', '--force'], { env: gitEnvironment, input: stream });
  return execFileSync('git', ['-C', bare, 'rev-parse', 'main'], { env: gitEnvironment, encoding: 'utf8' }).trim();
}

const contextPath = join(folder, 'context.tar');
const prepare = (sha: string, limits = generous, signal = new AbortController().signal) =>
  prepareInWorker(
    {
      repositoriesFolder: folder,
      repository: 'r',
      sha,
      limits: { bytes: 100_000_000, entries: 100_000 },
      plan: { baseImages: { node: 'node', python: 'python' }, cacheScope: 'srv_1' },
      contextPath,
    },
    limits,
    signal,
  );

const simple: [string, string][] = [
  ['Dockerfile', 'FROM a\nEXPOSE 3000\n'],
  ['big.bin', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'],
  ['secret.txt', 'left out'],
  ['.dockerignore', 'secret.txt\n'],
];

describe('the thread that reads a repository', () => {
  test('plans the build, writes the build context, and names files in Git LFS', async () => {
    const prepared = await prepare(commit(simple));
    expect(prepared).toMatchObject({ plan: { run: { port: 3000 } }, entries: 4, lfsPointers: ['big.bin'] });
    const context = readFileSync(contextPath, 'latin1');
    expect(context).toContain('EXPOSE 3000');
    expect(context).not.toContain('left out');
  });

  test.each<[string, [string, string][], RegExp]>([
    [
      'long paths',
      Array.from({ length: 20_000 }, (_, n) => [`${'p'.repeat(1_000)}${n}`, '']),
      /paths of more than 16 MiB together/,
    ],
    ['a deeply nested file', [['toolyard.yaml', '['.repeat(200_000)]], /nested too deeply|toolyard.yaml, line/],
  ])('refuses %s with the reason', async (_what, files, reason) => {
    await expect(prepare(commit(files))).rejects.toMatchObject({
      name: 'BuildFailure',
      stage: 'fetch',
      message: expect.stringMatching(reason),
    });
  });

  test('reads a .dockerignore of many stars against a long name', async () => {
    const files: [string, string][] = [
      ['Dockerfile', 'FROM a'],
      ['.dockerignore', '*a*a*a*a*a*a*a*a*b'],
      ['a'.repeat(200), ''],
    ];
    expect(await prepare(commit(files))).toMatchObject({ entries: 3 });
  });

  test.each<[string, WorkerLimits, RegExp]>([
    ['the time', { timeMs: 1, memoryMb: 256 }, /takes longer than 0.001 s/],
    ['the memory', { timeMs: 60_000, memoryMb: 4 }, /needs more than 4 MB of memory/],
  ])('fails its own build alone beyond the limit of %s', async (_what, limits, reason) => {
    const files = Array.from({ length: 10_000 }, (_, n): [string, string] => [`${'p'.repeat(1_000)}${n}`, '']);
    await expect(prepare(commit([...simple, ...files]), limits)).rejects.toMatchObject({
      name: 'BuildFailure',
      code: 'unreadable_tree',
      message: expect.stringMatching(reason),
    });
  });

  test('ends with the reason of the signal when the build is stopped', async () => {
    rmSync(contextPath, { force: true });
    const stopped = new AbortController();
    stopped.abort(new Error('stopped'));
    await expect(prepare(commit(simple), generous, stopped.signal)).rejects.toThrow('stopped');
    expect(existsSync(contextPath)).toBe(false);
  });
});
