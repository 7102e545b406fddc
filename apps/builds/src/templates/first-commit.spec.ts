import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Repositories } from '../repositories/git-repositories.js';
import { firstCommit } from './first-commit.js';
import { templateFolder, templateIds } from './templates.js';

let folder: string;
let repositories: Repositories;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'templates-'));
  repositories = new Repositories(folder);
  await repositories.prepare();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const about = { author: 'Ada', message: 'Begin' };

test.each(templateIds)('the template %s is the first commit of main', async (id) => {
  const sha = (await firstCommit(repositories, id, { files: templateFolder(id), ...about }))!;
  expect(await repositories.head(id)).toBe(sha);
  expect(await repositories.commit(id, sha)).toMatchObject({ author: 'Ada', message: 'Begin' });
  const main = { node: 'server.js', typescript: 'src/main.ts', python: 'server.py', 'rest-api': 'openapi.json' }[id];
  expect(await repositories.text(id, sha, main)).not.toBe('');
});

test('a repository with commits stays as it is', async () => {
  const first = await firstCommit(repositories, 'taken', { files: templateFolder('node'), ...about });
  expect(await firstCommit(repositories, 'taken', { files: templateFolder('python'), ...about })).toBeNull();
  expect(await repositories.head('taken')).toBe(first);
});
