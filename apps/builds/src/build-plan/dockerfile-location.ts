import { posix } from 'node:path';
import { BuildFailure } from './build-failure.js';
import type { Tree } from './dockerfile-text.js';
import { within } from './node/manifest.js';
import type { PlanLines } from './plan-lines.js';
import { correct, originOf, type ToolyardFile } from './build-fields.js';

/** A Dockerfile of the repository. */
export interface OwnDockerfile {
  path: string;
  text: string;
  /** Folder of the tree that is the build context; '' for all of it. */
  context: string;
  from: string;
}

const names = ['Dockerfile', 'Containerfile', 'dockerfile', 'Dockerfile.prod', 'Dockerfile.production'];
/** Folders that hold a Dockerfile for the whole repository. */
const folders = ['docker', '.docker', 'deploy', 'build', 'infra', 'container', 'ops'];

/**
 * The Dockerfile to build: the one that `toolyard.yaml` names, else the one at the root.
 * @throws BuildFailure when it is missing or unreadable
 */
export function ownDockerfile(tree: Tree, file: ToolyardFile): OwnDockerfile | undefined {
  const root = file.root ?? '';
  if (file.dockerfile !== undefined) {
    const from = originOf(file, 'dockerfile');
    const path = [file.dockerfile, within(root, file.dockerfile)].find((candidate) => tree.paths.has(candidate));
    if (path === undefined)
      throw unused(
        `\`dockerfile: ${file.dockerfile}\` of ${from} names a file that the repository does not have. ` +
          correct(from),
      );
    return { path, text: textOf(tree, path), context: root, from };
  }
  const path = names.map((name) => within(root, name)).find((candidate) => tree.paths.has(candidate));
  return path === undefined ? undefined : { path, text: textOf(tree, path), context: root, from: 'file name' };
}

/** A Dockerfile elsewhere in a tree, for when nothing else can be built. */
export function distantDockerfile(tree: Tree): OwnDockerfile | undefined {
  const shared = folders
    .flatMap((folder) => names.map((name) => `${folder}/${name}`))
    .find((path) => tree.paths.has(path));
  if (shared !== undefined)
    return { path: shared, text: textOf(tree, shared), context: '', from: 'the only Dockerfile' };
  const deeper = [...tree.paths].filter(
    (path) => path.split('/').length === 2 && names.includes(posix.basename(path)) && !path.startsWith('.'),
  );
  if (deeper.length !== 1) return undefined;
  const path = deeper[0]!;
  return { path, text: textOf(tree, path), context: posix.dirname(path), from: 'the only Dockerfile' };
}

/** Says of a Dockerfile elsewhere that it is not used. */
export function ignoreDistant(tree: Tree, lines: PlanLines): void {
  const found = distantPath(tree);
  if (found) lines.ignore(found, `it is not at the root; \`dockerfile: ${found}\` in toolyard.yaml uses it`);
}

function distantPath(tree: Tree): string | undefined {
  return folders.flatMap((folder) => names.map((name) => `${folder}/${name}`)).find((path) => tree.paths.has(path));
}

function textOf(tree: Tree, path: string): string {
  const target = tree.links?.get(path) ?? path;
  const text = tree.texts.get(target);
  if (text !== undefined) return text;
  throw bad(
    target === path
      ? `${path} is not a text file of at most 256 KiB`
      : `${path} is a symbolic link to ${target}, which is not a text file of at most 256 KiB in the repository`,
  );
}

const unused = (sentence: string) => new BuildFailure('fetch', 'bad_dockerfile', sentence);

function bad(what: string): BuildFailure {
  return unused(`${what}. Nothing was built; correct it and push again.`);
}
