import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gitEnvironment, Repositories } from './git-repositories.js';

const folder = mkdtempSync(join(tmpdir(), 'toolyard-repositories-'));
const repositories = new Repositories(folder);
let bare: string;
/** Runs git as its user would, without what this service sets. */
const git = (args: string[], input: string | Buffer = '') => {
  const { GIT_NO_REPLACE_OBJECTS: _, ...env } = gitEnvironment as Record<string, string>;
  return execFileSync('git', ['-C', bare, ...args], { env, input, encoding: 'utf8' }).trim();
};

/** Commits one file. @param head the commit from its author on, as git stores it */
function commit(file: string, head: string | Buffer): string {
  const blob = git(['hash-object', '-w', '--stdin'], file);
  const tree = git(['mktree'], `100644 blob ${blob}\tfile.txt\n`);
  const object = Buffer.concat([Buffer.from(`tree ${tree}\n`), Buffer.from(head as string)]);
  return git(['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], object);
}
const signed = (time: string) => `author Ada <a@b.test> ${time}\ncommitter Ada <a@b.test> ${time}\n\n`;

beforeAll(async () => {
  await repositories.prepare();
  bare = await repositories.ensure('r');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a commit', () => {
  test.each([
    [
      'any bytes in its message',
      Buffer.from(`${signed('1700000000 +0000')}one\x01two\x00three \xff`, 'latin1'),
      'one\x01two',
    ],
    ['an unusual zone', `${signed('1700000000 --700')}message`, 'message'],
    ['a time that no calendar has', `${signed('99999999999999999999 +0000')}message`, 'message'],
    ['no time', 'author Ada <a@b.test>\ncommitter Ada <a@b.test>\n\nmessage', 'message'],
  ])('with %s is read', async (_what, head, message) => {
    const sha = commit('content', head);
    const read = await repositories.commit('r', sha);
    expect(read).toMatchObject({ sha, author: 'Ada', message: expect.stringContaining(message) });
    expect(read.at).toBe(new Date(read.at).toISOString());
  });

  test('is read as it was pushed, whatever refs/replace names in its place', async () => {
    const pushed = commit('pushed', `${signed('1700000000 +0000')}pushed`);
    const other = commit('other', `${signed('1700000000 +0000')}other`);
    git(['replace', pushed, other]);
    expect(git(['show', `${pushed}:file.txt`])).toBe('other');
    expect(await repositories.text('r', pushed, 'file.txt')).toBe('pushed');
    expect((await repositories.commit('r', pushed)).message).toBe('pushed');
  });
});
