import { parseDocument } from 'yaml';
import type { Tree } from '../dockerfile-text.js';
import { readManifest, within } from './manifest.js';
import { isRecord } from '../is-record.js';

const notServers = /(^|\/)(node_modules|examples?|fixtures?|tests?|__tests__|docs?|templates?|benchmarks?)(\/|$)/;
const deepest = 4;

/** Folders of the tree with this file, the nearest to the root first; none that holds examples or tests. */
export function foldersWith(tree: Tree, file: string): string[] {
  const found: string[] = [];
  for (const path of tree.paths) {
    if (path !== file && !path.endsWith(`/${file}`)) continue;
    const folder = path.slice(0, Math.max(0, path.length - file.length - 1));
    if (folder.split('/').length <= deepest && !notServers.test(folder)) found.push(folder);
  }
  return found.sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
}

/** Patterns of the folders of a workspace, from `package.json`, `pnpm-workspace.yaml` or `lerna.json`. */
export function workspacePatterns(tree: Tree, folder: string): string[] {
  const patterns: unknown[] = [];
  if (tree.texts.has(within(folder, 'package.json'))) {
    const { workspaces } = readManifest(tree, folder);
    const listed = isRecord(workspaces) ? workspaces.packages : workspaces;
    if (Array.isArray(listed)) patterns.push(...(listed as unknown[]));
  }
  const pnpm: unknown = parseDocument(tree.texts.get(within(folder, 'pnpm-workspace.yaml')) ?? '').toJSON();
  if (isRecord(pnpm) && Array.isArray(pnpm.packages)) patterns.push(...(pnpm.packages as unknown[]));
  return patterns.filter((pattern) => typeof pattern === 'string').map((pattern) => pattern.replace(/^\.\/|\/$/g, ''));
}

/** Folders of the packages of a workspace, without its root. */
export function membersOf(tree: Tree, folder: string): string[] {
  const patterns = workspacePatterns(tree, folder);
  const prefix = folder === '' ? '' : `${folder}/`;
  return foldersWith(tree, 'package.json').filter(
    (member) => member !== folder && member.startsWith(prefix) && matches(member.slice(prefix.length), patterns),
  );
}

/** The root of the workspace that a folder belongs to; the folder itself when it belongs to none. */
export function workspaceRoot(tree: Tree, folder: string): string {
  const words = folder.split('/');
  for (let length = words.length - 1; length >= 0; length--) {
    const above = words.slice(0, length).join('/');
    if (folder !== above && membersOf(tree, above).includes(folder)) return above;
  }
  return folder;
}

function matches(path: string, patterns: string[]): boolean {
  const fits = (pattern: string) => matchesWords(path.split('/'), pattern.split('/'));
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern)) &&
    !patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))
  );
}

/** `*` stands for one folder or a part of its name, `**` at the end for any depth. */
function matchesWords(path: string[], pattern: string[]): boolean {
  if (pattern.at(-1) === '**' && path.length >= pattern.length - 1) {
    const length = pattern.length - 1;
    return path.length > length - 1 && matchesWords(path.slice(0, length), pattern.slice(0, length));
  }
  return (
    path.length === pattern.length &&
    pattern.every((word, index) => {
      const [before = '', ...after] = word.split('*');
      const name = path[index]!;
      return after.length === 0
        ? name === word
        : name.startsWith(before) && name.endsWith(after.at(-1)!) && name.length >= word.length - after.length;
    })
  );
}
