import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from '@jest/globals';
import { extract, type Header, pack } from 'tar-stream';
import { writeContext } from './build-context.js';
import { includedBy } from './build-pipeline.js';

const folder = mkdtempSync(join(tmpdir(), 'toolyard-context-'));
afterAll(() => rmSync(folder, { recursive: true }));
const limits = { bytes: 1_000_000, entries: 10 };

function archive(...entries: (Partial<Header> & { name: string; content?: string })[]): Readable {
  const tar = pack();
  for (const { content, ...header } of entries) tar.entry(header as Header, content ?? '');
  tar.finalize();
  return Readable.from(tar);
}

async function read(path: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const entries = Readable.from([readFileSync(path)]).pipe(extract());
  for await (const entry of entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
    files[entry.header.name] = entry.header.linkname ?? Buffer.concat(chunks).toString();
  }
  return files;
}

describe('the build context', () => {
  test('holds the tree as committed and the files of the platform', async () => {
    const target = join(folder, 'good.tar');
    const tree = await writeContext(
      archive(
        { name: 'a/', type: 'directory' },
        { name: 'a/b.js', content: 'x' },
        { name: 'l', type: 'symlink', linkname: 'a/b.js' },
      ),
      target,
      limits,
      () => [{ path: 'extra', text: 'e' }],
    );
    expect([...tree.paths]).toEqual(['a', 'a/b.js', 'l']);
    expect(tree.texts.get('a/b.js')).toBe('x');
    expect(await read(target)).toEqual({ 'a/': '', 'a/b.js': 'x', l: 'a/b.js', extra: 'e' });
  });

  test('leaves out what .dockerignore names, but not the Dockerfile, and still knows of it', async () => {
    const target = join(folder, 'ignored.tar');
    const included = includedBy('*.md\nDockerfile\nsecret\n!keep.md\n');
    const files = ['.dockerignore', 'Dockerfile', 'a.md', 'keep.md', 'secret/key', 'server.js'].map((name) => ({
      name,
      content: name,
    }));
    const tree = await writeContext(archive(...files), target, limits, () => [], included);
    expect(Object.keys(await read(target))).toEqual(['.dockerignore', 'Dockerfile', 'keep.md', 'server.js']);
    expect(tree.paths.has('a.md')).toBe(true);
  });

  test.each([
    [
      'an absolute symbolic link',
      { name: 'l', type: 'symlink', linkname: '/etc/passwd' },
      'points out of the repository (to "/etc/passwd")',
    ],
    [
      'a symbolic link above the root',
      { name: 'a/l', type: 'symlink', linkname: '../../x' },
      'points out of the repository',
    ],
    ['a path with ..', { name: 'a/../../x' }, 'leads out of the repository'],
    ['an absolute path', { name: '/etc/x' }, 'leads out of the repository'],
    ['a device', { name: 'd', type: 'character-device' }, 'is neither a file'],
    ['the reserved name', { name: '.toolyard-build/Dockerfile' }, 'reserved for the platform'],
  ])('is refused for %s', async (_what, entry, message) => {
    await expect(writeContext(archive(entry as Header), join(folder, 'bad.tar'), limits, () => [])).rejects.toThrow(
      message,
    );
  });

  test('is refused beyond the limits of size and number of files', async () => {
    const target = join(folder, 'large.tar');
    await expect(
      writeContext(archive({ name: 'a', content: 'x'.repeat(100) }), target, { bytes: 99, entries: 9 }, () => []),
    ).rejects.toThrow(/limit for a build/);
    await expect(
      writeContext(archive({ name: 'a' }, { name: 'b' }), target, { bytes: 99, entries: 1 }, () => []),
    ).rejects.toThrow(/more than 1 files/);
  });
});
