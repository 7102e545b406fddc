import { originOf } from '../build-fields.js';
import { BuildFailure } from '../build-failure.js';
import type { PlanInput } from '../dockerfile-text.js';
import { type BuildStep, nodeBuild, withRunner } from './build-step.js';
import { type InstallNeeds, installNeeds, missingTools, neededTools } from './install-needs.js';
import { allDependencies, type Manifest, readManifest, within } from './manifest.js';
import { nodeVersion } from './node-version.js';
import { type PackageManager, packageManager } from './package-manager.js';
import { type NodeStart, nodeStart, sourceOf } from './start-command.js';
import { speaksStdio } from './transport.js';
import { membersOf, workspacePatterns, workspaceRoot } from './workspace.js';

/** What is decided about a Node project before its Dockerfile is written. */
export interface NodeProject {
  version: { major: number; from: string };
  base: string;
  manager: PackageManager;
  /** Where the dependencies are installed: the root of the workspace, or the project's folder. */
  installFolder: string;
  /** Number of packages; undefined outside of a workspace. */
  workspaceSize?: number;
  hasDependencies: boolean;
  needs: InstallNeeds;
  /** Debian packages of the build. */
  packages: string[];
  install: string;
  /** True when the sources are copied before the install. */
  sourcesFirst: boolean;
  build?: BuildStep;
  /** Null when development dependencies are kept, undefined when there are none to prune. */
  prune?: string | null;
  start: NodeStart;
  /** The source of the entry file; undefined when it is not in the repository. */
  source?: string;
  /** True when the server is bridged from standard streams. */
  stdio: boolean;
  /** Development dependencies that the start command uses. */
  tools: string[];
  /** Packages that the image gets beside the project. */
  globals: string[];
}

/** @throws BuildFailure when the project cannot be built, or has no command to start */
export function nodeProject(input: PlanInput): NodeProject {
  const { tree, file, lines, options } = input;
  const { folder } = input.project;
  const installFolder = workspaceRoot(tree, folder);
  const manifest = readManifest(tree, folder);
  const root = installFolder === folder ? manifest : readManifest(tree, installFolder);
  const members = membersOf(tree, installFolder);
  const isWorkspace = workspacePatterns(tree, installFolder).length > 0;
  const manifests = isWorkspace
    ? [root, ...members.map((member) => (member === folder ? manifest : readManifest(tree, member)))]
    : [root];
  const own = installFolder === folder ? [root] : [manifest, root];

  const version = nodeVersion(tree, [...new Set([folder, installFolder])], own, file, lines);
  const manager = packageManager(tree, installFolder, root, lines);
  const { major } = version;
  const start = withRunner(startOf(input, manifest), { tree, folder, manifest, own, major });
  const lock = lockText(input, installFolder, manager);
  const needs = installNeeds(tree, installFolder, manifests, lock, file.buildSecrets ?? [], lines);
  const hasDependencies = isWorkspace || Object.keys(allDependencies(root)).length > 0;
  const source = start.entry === undefined ? undefined : sourceOf(tree, folder, start.entry);
  const tools = neededTools(own, start.text);
  const keepsTools = tools.length > 0 || isWorkspace || (manager.name === 'pnpm' && members.length > 0);
  return {
    version,
    base: options.baseNode.replace('{version}', String(major)),
    manager,
    installFolder,
    workspaceSize: isWorkspace ? members.length : undefined,
    hasDependencies,
    needs,
    packages: [...new Set([...needs.packages, ...(file.packages ?? [])])],
    install: file.install ?? manager.install,
    sourcesFirst: needs.sources || isWorkspace || file.install !== undefined,
    build: nodeBuild(tree, { folder, installFolder, manifest, root, manager, start, file }),
    prune: !hasDependencies ? undefined : keepsTools ? null : (manager.prune ?? null),
    start,
    source,
    stdio:
      file.transport === 'stdio' || (file.transport === undefined && speaksStdio(tree, folder, source, start.text)),
    tools,
    globals: [
      ...new Set([
        ...missingTools(own, start.text),
        ...(usesBun(start, manager.name) ? [manager.setup!.split(' ').at(-1)!] : []),
      ]),
    ],
  };
}

function lockText({ tree }: PlanInput, installFolder: string, { files }: PackageManager): string {
  const lock = files.find((path) => /lock|shrinkwrap/.test(path) && tree.texts.has(within(installFolder, path)));
  return tree.texts.get(within(installFolder, lock ?? '')) ?? '';
}

const usesBun = (start: NodeStart, manager: string) =>
  manager === 'bun' && /\bbunx?\b/.test(`${start.text} ${start.command.join(' ')}`);

function startOf({ tree, project: { folder }, file, lines }: PlanInput, manifest: Manifest): NodeStart {
  if (file.command) {
    const words = file.command.flatMap((word) => word.split(/\s+/)).map((word) => word.replace(/^\.\//, ''));
    const entry = words.find((word) => tree.paths.has(within(folder, word)));
    return { command: file.command, entry, text: file.command.join(' '), from: originOf(file, 'command') };
  }
  const start = nodeStart(tree, folder, manifest, lines);
  if (start) return start;
  throw new BuildFailure(
    'fetch',
    'no_start_command',
    `${within(folder, 'package.json')} has no start script, bin or main, and there is no server.js or index.js, ` +
      'so there is no command to start the server. Add a start script, or `start` in toolyard.yaml, and push again.',
  );
}
