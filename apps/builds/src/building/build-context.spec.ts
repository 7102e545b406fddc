import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from '@jest/globals';
import { extract, type Header, pack } from 'tar-stream';
import { includedBy, readTree, writeContext } from './build-context.js';

const folder = mkdtempSync(join(tmpdir(), 'toolyard-context-'));
afterAll(() => rmSync(folder, { recursive: true }));
const limits = { bytes: 1_000_000, entries: 10 };

function archive(...entries: (Partial<Header> & { name: string; content?: string })[]): Readable {
  const tar = pack();
  for (const { content, ...header } of entries) tar.entry(header as Header, content ?? '');
  tar.finalize();
  return Readable.from(tar);
}

async function entriesOf(path: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const entries = Readable.from([readFileSync(path)]).pipe(extract());
  for await (const entry of entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
    files[entry.header.name] = entry.header.linkname ?? Buffer.concat(chunks).toString();
  }
  return files;
}

const everything = () => true;

describe('reading a tree', () => {
  test('lists every path and keeps the texts that a plan reads', async () => {
    const lock = `lockfileVersion: '9.0'\n${'#'.repeat(300_000)}`;
    const tree = await readTree(
      archive(
        { name: 'a/', type: 'directory' },
        { name: 'a/b.js', content: 'x' },
        { name: 'a/b/c.js', content: 'deep' },
        { name: 'a/b/c.txt', content: 'deep' },
        { name: 'pnpm-lock.yaml', content: lock },
        { name: 'l', type: 'symlink', linkname: 'a/b.js' },
      ),
      limits,
    );
    expect([...tree.paths]).toEqual(['a', 'a/b.js', 'a/b/c.js', 'a/b/c.txt', 'pnpm-lock.yaml', 'l']);
    expect([...tree.texts]).toEqual([
      ['a/b.js', 'x'],
      ['a/b/c.js', 'deep'],
      ['pnpm-lock.yaml', lock.slice(0, 256 * 1024)],
    ]);
    expect([...tree.links!]).toEqual([['l', 'a/b.js']]);
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
  ])('rejects %s and stops reading the archive', async (_what, entry, message) => {
    const source = archive(entry as Header);
    await expect(readTree(source, limits)).rejects.toThrow(message);
    expect(source.destroyed).toBe(true);
  });

  test('rejects a tree beyond the limits of size and number of files', async () => {
    const large = archive({ name: 'a', content: 'x'.repeat(100) });
    await expect(readTree(large, { bytes: 99, entries: 9 })).rejects.toThrow(/limit for a build/);
    const many = archive({ name: 'a' }, { name: 'b' });
    await expect(readTree(many, { bytes: 99, entries: 1 })).rejects.toThrow(/more than 1 files/);
  });
});

describe('the build context', () => {
  test('holds the tree as committed and the files of the platform', async () => {
    const target = join(folder, 'good.tar');
    const source = archive(
      { name: 'a/', type: 'directory' },
      { name: 'a/b.js', content: 'x' },
      { name: 'l', type: 'symlink', linkname: 'a/b.js' },
    );
    await writeContext(source, target, { included: everything, files: [{ path: 'extra', text: 'e' }] });
    expect(await entriesOf(target)).toEqual({ 'a/': '', 'a/b.js': 'x', l: 'a/b.js', extra: 'e' });
  });

  test('leaves out what .dockerignore names, but never the Dockerfile', async () => {
    const target = join(folder, 'ignored.tar');
    const included = includedBy('*.md\nDockerfile\nsecret\n!keep.md\n');
    const files = ['.dockerignore', 'Dockerfile', 'a.md', 'keep.md', 'secret/key', 'server.js'].map((name) => ({
      name,
      content: name,
    }));
    await writeContext(archive(...files), target, { included, files: [] });
    expect(Object.keys(await entriesOf(target))).toEqual(['.dockerignore', 'Dockerfile', 'keep.md', 'server.js']);
  });

  test('holds what the plan needs although .dockerignore names it', () => {
    const included = includedBy('*.json\n', ['package.json']);
    expect(['package.json', 'other.json'].map(included)).toEqual([true, false]);
  });

  test('can be one folder of the tree', async () => {
    const target = join(folder, 'part.tar');
    const source = archive({ name: 'a/', type: 'directory' }, { name: 'a/b.js', content: 'x' }, { name: 'ab.js' });
    await writeContext(source, target, { included: everything, files: [], folder: 'a' });
    expect(await entriesOf(target)).toEqual({ 'b.js': 'x' });
  });
});
