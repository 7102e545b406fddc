import { createWriteStream } from 'node:fs';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { extract, type Header, pack } from 'tar-stream';
import { BuildFailure } from './build-failure.js';
import { reservedFolder, type Tree } from '../recipe/dockerfile-text.js';

export interface ContextLimits {
  bytes: number;
  entries: number;
}

export interface ExtraFile {
  path: string;
  text: string;
}

const textBytes = 256 * 1024;
const allTextsBytes = 8 * 1024 * 1024;

/**
 * Reads a committed tree (a tar as `git archive` writes it), refuses what no build may see, and writes the build
 * context:
 * the same entries and then those that `extras` makes from what was found. Nothing of it is ever unpacked on this
 * machine.
 * @throws BuildFailure for unsafe paths, symbolic links out of the tree, reserved names and trees beyond the limits.
 */
export async function writeContext(
  archive: Readable,
  target: string,
  limits: ContextLimits,
  extras: (tree: Tree) => ExtraFile[],
  /** Files that the build gets; the others are read for the plan only. */
  included: (path: string) => boolean = () => true,
): Promise<Tree> {
  const paths = new Set<string>();
  const texts = new Map<string, string>();
  let bytes = 0;
  let textTotal = 0;

  const context = pack();
  const file = createWriteStream(target, { mode: 0o600 });
  const written = finished(context.pipe(file));
  written.catch(() => undefined);
  const entries = archive.pipe(extract());
  archive.on('error', (error) => entries.destroy(error));
  try {
    for await (const entry of entries) {
      const { header } = entry;
      const path = checkEntry(header);
      bytes += header.size ?? 0;
      if (bytes > limits.bytes) throw tooLarge(`holds more than ${Math.floor(limits.bytes / 1048576)} MiB`);
      if (paths.size >= limits.entries) throw tooLarge(`holds more than ${limits.entries} files`);
      if (path) paths.add(path);
      const keepText =
        header.type === 'file' &&
        (header.size ?? 0) <= textBytes &&
        path.split('/').length <= 2 &&
        textTotal + (header.size ?? 0) <= allTextsBytes;
      const copy =
        header.type === 'directory' || included(path) ? context.entry({ ...header, pax: null } as Header) : null;
      const kept: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) {
        if (keepText) kept.push(chunk);
        if (copy && !copy.write(chunk))
          await Promise.race([new Promise<void>((resolve) => copy.once('drain', () => resolve())), written]);
      }
      copy?.end(Buffer.alloc(0));
      if (keepText) {
        const text = Buffer.concat(kept).toString('utf8');
        textTotal += text.length;
        texts.set(path, text);
      }
    }
    const tree = { paths, texts };
    for (const { path, text } of extras(tree)) context.entry({ name: path, mode: 0o644, mtime: new Date(0) }, text);
    context.finalize();
    await written;
    return tree;
  } catch (error) {
    archive.destroy();
    context.destroy();
    file.destroy();
    throw error;
  }
}

/** The entry's path without a trailing slash; empty for the root. @throws BuildFailure */
export function checkEntry(header: Pick<Header, 'name' | 'type' | 'linkname'>): string {
  const { name } = header;
  const path = name.replace(/^\.\//, '').replace(/\/$/, '');
  if (name.startsWith('/') || name.includes('\0') || path.split('/').includes('..')) {
    throw unsafe(`The path ${show(name)} leads out of the repository`);
  }
  if (path.split('/')[0] === reservedFolder) throw unsafe(`The name ${reservedFolder} is reserved for the platform`);
  if (header.type === 'symlink') {
    const target = header.linkname ?? '';
    const resolved = posix.normalize(posix.join(posix.dirname(path), target));
    if (target.startsWith('/') || resolved === '..' || resolved.startsWith('../')) {
      throw unsafe(`The symbolic link ${show(path)} points out of the repository (to ${show(target)})`);
    }
  } else if (header.type !== 'file' && header.type !== 'directory') {
    throw unsafe(`${show(path)} is neither a file, a folder nor a symbolic link`);
  }
  return path === '.' ? '' : path;
}

const show = (path: string) => JSON.stringify(path.slice(0, 200));

function unsafe(what: string): BuildFailure {
  return new BuildFailure(
    'fetch',
    'unsafe_tree',
    `${what}. Nothing was built; remove it from the repository and push again.`,
  );
}

function tooLarge(what: string): BuildFailure {
  return new BuildFailure(
    'fetch',
    'tree_too_large',
    `The repository's tree ${what}, which is the limit for a build. Nothing was built; remove large files and push again.`,
  );
}
