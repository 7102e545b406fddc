import { anyOf } from '../build-plan/any-of.js';
import { createWriteStream } from 'node:fs';
import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { extract, type Header, pack } from 'tar-stream';
import { BuildFailure } from '../build-plan/build-failure.js';
import type { Tree } from '../build-plan/dockerfile-text.js';
import { type ExtraFile, reservedFolder } from '../build-plan/extra-files.js';
import { IgnoreRules } from './ignore-rules.js';

export interface TreeLimits {
  bytes: number;
  entries: number;
}

interface ContextContent {
  /** Files of the tree that the build gets; the others are read for the plan only. */
  included: (path: string) => boolean;
  /** Files of the platform, written after the tree's own. */
  files: ExtraFile[];
  /** Folder of the tree that becomes the root of the context; all of the tree when it is undefined or ''. */
  folder?: string;
}

const textBytes = 256 * 1024;
const allTextsBytes = 8 * 1024 * 1024;
/** Folders above a source that is read; a file that describes a package is read at any depth. */
const sourceDepth = 6;
const sources = /\.(?:[cm]?[jt]s|tsx|py)$/;
const descriptions = anyOf(
  /(?:^|\/)(?:package\.json|pyproject\.toml|Pipfile|fastmcp\.json|requirements[\w.-]{0,60}\.txt)$/,
  /(?:^|\/)(?:Dockerfile|Containerfile|\.nvmrc|\.node-version|\.python-version)$/,
);
/** Lock files of any size: their beginning says what wrote them. */
const lockFiles = anyOf(
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock)$/,
  /(?:^|\/)(?:uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock)$/,
);
const dependencyFolder = /(?:^|\/)node_modules\//;
const allPathsMb = 16;
/** The first line of a pointer, which is smaller than a kilobyte (git-lfs, docs/spec.md). */
const lfsPointer = 'version https://git-lfs.github.com/spec/';
const pointerBytes = 1_024;
const pointersKept = 100;

/** A tree with what only the log of the build needs. */
interface ReadTree extends Tree {
  /** Files whose content is in Git LFS, at most 100. */
  lfsPointers: string[];
}

/**
 * Reads a committed tree without unpacking anything on this machine.
 * @param archive a tar as `git archive` writes it
 * @throws BuildFailure for unsafe paths, symbolic links out of the tree, reserved names, and a tree beyond the limits
 */
export async function readTree(archive: Readable, limits: TreeLimits): Promise<ReadTree> {
  const paths = new Set<string>();
  const texts = new Map<string, string>();
  const links = new Map<string, string>();
  let bytes = 0;
  let textTotal = 0;
  let pathChars = 0;
  const lfsPointers: string[] = [];
  for await (const entry of entriesOf(archive)) {
    const { header } = entry;
    const path = checkEntry(header);
    const size = header.size ?? 0;
    bytes += size;
    if (bytes > limits.bytes) throw tooLarge(`holds more than ${Math.floor(limits.bytes / 1048576)} MiB`);
    if (paths.size >= limits.entries) throw tooLarge(`holds more than ${limits.entries} files`);
    pathChars += path.length;
    if (pathChars > allPathsMb * 1048576) throw tooLarge(`has paths of more than ${allPathsMb} MiB together`);
    if (path) paths.add(path);
    if (header.type === 'symlink') links.set(path, targetOf(path, header.linkname ?? ''));
    const kept = Math.min(size, textBytes);
    const keepsText = header.type === 'file' && isRead(path, size) && textTotal + kept <= allTextsBytes;
    const mayPoint = header.type === 'file' && size < pointerBytes && lfsPointers.length < pointersKept;
    const chunks: Buffer[] = [];
    let read = 0;
    for await (const chunk of entry) {
      if ((keepsText || mayPoint) && read < textBytes) chunks.push(chunk);
      read += chunk.length;
    }
    if (mayPoint && Buffer.concat(chunks).toString('latin1').startsWith(lfsPointer)) lfsPointers.push(path);
    if (!keepsText) continue;
    const text = Buffer.concat(chunks).subarray(0, textBytes).toString('utf8');
    textTotal += text.length;
    texts.set(path, text);
  }
  return { paths, texts, links, lfsPointers };
}

function isRead(path: string, size: number): boolean {
  if (lockFiles.test(path)) return !dependencyFolder.test(path);
  if (size > textBytes || dependencyFolder.test(path)) return false;
  const depth = path.split('/').length;
  return depth <= 2 || descriptions.test(path) || (depth <= sourceDepth && sources.test(path));
}

/** The path in the tree that a symbolic link leads to. */
const targetOf = (path: string, target: string) => posix.normalize(posix.join(posix.dirname(path), target));

/**
 * Writes the build context of a tree that {@link readTree} accepted.
 * @param archive the same tar again: nothing of a tree that is refused reaches the disk
 * @param target path of the tar to write
 */
export async function writeContext(archive: Readable, target: string, content: ContextContent): Promise<void> {
  const context = pack();
  const file = createWriteStream(target, { mode: 0o600 });
  const written = finished(context.pipe(file));
  written.catch(() => undefined);
  try {
    for await (const entry of entriesOf(archive)) {
      const { header } = entry;
      const name = inFolder(header, content.folder ?? '');
      const copied =
        name !== undefined && (header.type === 'directory' || content.included(checkEntry({ ...header, name })));
      const copy = copied ? context.entry({ ...header, name, pax: null } as Header) : null;
      for await (const chunk of entry) {
        if (copy && !copy.write(chunk))
          await Promise.race([new Promise<void>((resolve) => copy.once('drain', () => resolve())), written]);
      }
      copy?.end(Buffer.alloc(0));
    }
    for (const { path, text } of content.files) context.entry({ name: path, mode: 0o644, mtime: new Date(0) }, text);
    context.finalize();
    await written;
  } catch (error) {
    context.destroy();
    file.destroy();
    throw error;
  }
}

/** Writes a build context of files of the platform alone. */
export async function writeFiles(target: string, files: ExtraFile[]): Promise<void> {
  const context = pack();
  for (const { path, text } of files) context.entry({ name: path, mode: 0o644, mtime: new Date(0) }, text);
  context.finalize();
  await pipeline(context, createWriteStream(target, { mode: 0o600 }));
}

/** The name of an entry from this folder on; undefined for an entry outside of it. */
function inFolder(header: Header, folder: string): string | undefined {
  if (folder === '') return header.name;
  const name = header.name.replace(/^\.\//, '');
  return name.startsWith(`${folder}/`) && name.length > folder.length + 1 ? name.slice(folder.length + 1) : undefined;
}

/**
 * Whether a `.dockerignore` lets a path into the build. The Dockerfile and the `.dockerignore` itself are always part
 * of the context, as with `docker build`, and so is what the plan needs.
 */
export function includedBy(ignored: string, needed: string[] = []): (path: string) => boolean {
  if (!ignored.trim()) return () => true;
  const rules = new IgnoreRules(ignored);
  const always = new Set(['Dockerfile', '.dockerignore', '', ...needed]);
  return (path) => always.has(path) || !rules.ignores(path);
}

async function* entriesOf(archive: Readable): AsyncGenerator<AsyncIterable<Buffer> & { header: Header }> {
  const entries = archive.pipe(extract());
  archive.on('error', (error) => entries.destroy(error));
  try {
    for await (const entry of entries) yield entry as unknown as AsyncIterable<Buffer> & { header: Header };
  } finally {
    archive.destroy();
  }
}

/**
 * The path of an entry without a trailing slash; empty for the root of the tree.
 * @throws BuildFailure for a path that no build may have
 */
function checkEntry(header: Pick<Header, 'name' | 'type' | 'linkname'>): string {
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
    `The repository's tree ${what}, which is the limit for a build. Nothing was built; remove large ` +
      'files and push again.',
  );
}
