import type { Tree } from '../dockerfile-text.js';
import { originOf, type ToolyardFile } from '../build-fields.js';
import { allDependencies, type Manifest, within } from './manifest.js';
import type { PackageManager } from './package-manager.js';
import { type NodeStart, sourceOf } from './start-command.js';

export interface BuildStep {
  command: string;
  /** Folder in which it runs. */
  folder: string;
  from: string;
}

interface BuildQuestion {
  folder: string;
  installFolder: string;
  manifest: Manifest;
  root: Manifest;
  manager: PackageManager;
  start: NodeStart;
  file: ToolyardFile;
}

/** Scripts that compile where there is no script `build`. */
const otherScripts = [
  'compile',
  'build:prod',
  'build:server',
  'build:ts',
  'tsc',
  'bundle',
  'prepack',
  'prepublishOnly',
];
/** The first Node that runs TypeScript without its types, without a flag. */
const stripsTypes = 22;

export function nodeBuild(tree: Tree, question: BuildQuestion): BuildStep | undefined {
  const { folder, installFolder, manifest, root, manager, start, file } = question;
  if (file.build !== undefined) return { command: file.build, folder, from: originOf(file, 'build') };
  const run = (script: string) => `${manager.name} run ${script}`;
  if (installFolder !== folder) {
    if (root.scripts.build)
      return { command: run('build'), folder: installFolder, from: 'build script of the workspace' };
    if (manager.name === 'pnpm')
      return {
        command:
          `pnpm --filter ./${folder.slice(installFolder ? installFolder.length + 1 : 0)}... run --if-present ` +
          'build',
        folder: installFolder,
        from: 'workspace',
      };
    if (manager.name === 'npm')
      return { command: 'npm run build --workspaces --if-present', folder: installFolder, from: 'workspace' };
  }
  if (manifest.scripts.build) return { command: run('build'), folder, from: 'build script' };
  const { entry } = start;
  if (entry === undefined || isCommitted(tree, folder, entry)) return undefined;
  if (
    /\b(?:tsc|tsup|esbuild|rollup|build)\b/.test(manifest.scripts.prepare ?? '') &&
    !(manager.name === 'yarn' && manager.major > 1)
  )
    return undefined;
  const other = otherScripts.find((name) => manifest.scripts[name]);
  if (other) return { command: run(other), folder, from: `${other} script` };
  if (tree.paths.has(within(folder, 'tsconfig.json')) && compiler([manifest, root]))
    return { command: 'npx --no-install tsc', folder, from: 'tsconfig.json' };
  return undefined;
}

/** Starts the TypeScript source when nothing compiles it. */
export function withRunner(
  start: NodeStart,
  {
    tree,
    folder,
    manifest,
    own,
    major,
  }: { tree: Tree; folder: string; manifest: Manifest; own: Manifest[]; major: number },
): NodeStart {
  const { entry } = start;
  if (entry === undefined || start.command[0] !== 'node') return start;
  const compiles =
    [...otherScripts, 'build', 'prepare'].some((name) => manifest.scripts[name]) ||
    own.some(({ scripts }) => scripts.build);
  const uncompiled = !isCommitted(tree, folder, entry) && !compiles && !compiler(own);
  const source = /\.[cm]?ts$/.test(entry) ? entry : uncompiled ? sourceOf(tree, folder, entry) : undefined;
  if (source === undefined || !/\.[cm]?ts$/.test(source)) return start;
  const rest = start.command.map((word) => (word === entry ? source : word)).slice(1);
  const tsx = own.some((each) => 'tsx' in allDependencies(each));
  if (!tsx && major >= stripsTypes) return { ...start, command: ['node', ...rest], entry: source };
  return { ...start, command: ['npx', 'tsx', ...rest], entry: source, text: `${start.text} tsx` };
}

const compiler = (manifests: Manifest[]) => manifests.some((manifest) => 'typescript' in allDependencies(manifest));

const isCommitted = (tree: Tree, folder: string, entry: string) =>
  [entry, `${entry}.js`, `${entry}/index.js`].some((path) => tree.paths.has(within(folder, path)));
