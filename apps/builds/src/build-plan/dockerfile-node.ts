import { BuildFailure } from './build-failure.js';
import {
  type DockerfileOptions,
  type GeneratedDockerfile,
  aptLine,
  finalLines,
  json,
  type Project,
  type Tree,
  trustLines,
} from './dockerfile-text.js';
import { nodeBuild, withRunner } from './node/build-step.js';
import { bridge, bridged, bridgePackage } from './node/bridge.js';
import { installNeeds, missingTools, neededTools } from './node/install-needs.js';
import { allDependencies, type Manifest, readManifest, within } from './node/manifest.js';
import { nodeVersion } from './node/node-version.js';
import { packageManager } from './node/package-manager.js';
import { type NodeStart, nodeStart, sourceOf } from './node/start-command.js';
import { speaksStdio } from './node/transport.js';
import { membersOf, workspacePatterns, workspaceRoot } from './node/workspace.js';
import type { PlanLines } from './plan-lines.js';
import type { ToolyardFile } from './toolyard-yaml.js';

/** @throws BuildFailure when the project cannot be built, or has no command to start */
export function nodeDockerfile(
  tree: Tree,
  project: Project,
  file: ToolyardFile,
  options: DockerfileOptions,
  lines: PlanLines,
): GeneratedDockerfile {
  const { folder } = project;
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
  const start = withRunner(startOf(tree, folder, manifest, file, lines), {
    tree,
    folder,
    manifest,
    own,
    major: version.major,
  });
  const lock = manager.files.find(
    (path) => /lock|shrinkwrap/.test(path) && tree.texts.has(within(installFolder, path)),
  );
  const needs = installNeeds(
    tree,
    installFolder,
    manifests,
    tree.texts.get(within(installFolder, lock ?? '')) ?? '',
    lines,
  );
  const hasDependencies = isWorkspace || Object.keys(allDependencies(root)).length > 0;
  const build = nodeBuild(tree, { folder, installFolder, manifest, root, manager, start, file });
  const source = start.entry === undefined ? undefined : sourceOf(tree, folder, start.entry);
  const stdio =
    file.transport === 'stdio' || (file.transport === undefined && speaksStdio(tree, folder, source, start.text));
  const tools = neededTools(own, start.text);
  const globals = [
    ...new Set([
      ...missingTools(own, start.text),
      ...(usesBun(start, manager.name) ? [manager.setup!.split(' ').at(-1)!] : []),
    ]),
  ];
  const base = options.baseNode.replace('{version}', String(version.major));

  const trust = trustLines(options.extraCa);
  const cache = (target: string, name: string) =>
    `--mount=type=cache,id=${options.cacheScope}-${name},target=${target},sharing=locked`;
  const npmCache = cache('/root/.npm', 'npm');
  const workdir = (path: string) => `WORKDIR ${path === '' ? '/app' : `/app/${path}`}`;
  const packages = [...new Set([...needs.packages, ...(file.packages ?? [])])];
  const install = file.install ?? manager.install;
  const sourcesFirst = needs.sources || isWorkspace || file.install !== undefined;
  const prune = !hasDependencies
    ? undefined
    : tools.length > 0 || isWorkspace || (manager.name === 'pnpm' && members.length > 0)
      ? null
      : (manager.prune ?? null);

  const before = [
    ...trust,
    ...aptLine(packages),
    ...(packages.includes('git') ? [gitByHttps] : []),
    'WORKDIR /app',
    ...(manager.setup && hasDependencies ? [`RUN ${npmCache} ${manager.setup}`] : []),
  ];
  const files = manager.files.map((path) => within(installFolder, path)).filter((path) => tree.paths.has(path));
  const target = installFolder === '' ? './' : `./${installFolder}/`;
  const manifestLines = [`COPY ${copied(files, target)}`];
  const prepare = [
    ...(installFolder === '' ? [] : [workdir(installFolder)]),
    ...needs.withoutVariables.map((name) =>
      name === '.npmrc'
        ? `RUN sed -i '/\${/d' .npmrc`
        : `RUN sed -i -E 's/\\$\\{([A-Za-z0-9_]+)\\}/\${\\1:-}/g' ${name}`,
    ),
    ...(needs.removedScripts.length > 0
      ? [`RUN npm pkg delete ${needs.removedScripts.map((name) => `scripts.${name}`).join(' ')}`]
      : []),
  ];
  const installLine = (command: string) => `RUN ${cache(manager.cache, manager.name)} ${command}`;
  const run = [`ENV NODE_ENV=production HOME=/tmp PORT=${options.port}`];
  const text: string[] = [];
  if (hasDependencies && !build && !sourcesFirst && tools.length === 0 && folder === '') {
    // Nothing is compiled, so a changed source does not change the layer of the dependencies.
    const production = manager.production
      ? `${install} ${manager.production}`
      : manager.prune
        ? `${install} && ${manager.prune}`
        : install;
    text.push(
      `FROM ${base} AS dependencies`,
      ...before,
      ...manifestLines,
      ...prepare,
      installLine(`${production} && mkdir -p node_modules`),
    );
    run.push('COPY --from=dependencies /app/node_modules ./node_modules', 'COPY . .');
  } else {
    text.push(`FROM ${base} AS build`, ...before);
    // Install scripts and local packages need the sources, so the dependencies have no layer of their own.
    const copy = sourcesFirst || !hasDependencies;
    text.push(...(copy ? ['COPY . .'] : manifestLines));
    if (hasDependencies || file.install) text.push(...prepare, installLine(install));
    if (!copy) text.push(...(installFolder === '' ? [] : ['WORKDIR /app']), 'COPY . .');
    if (build)
      text.push(
        ...(build.folder === '' && installFolder === '' ? [] : [workdir(build.folder)]),
        `RUN ${build.command}`,
      );
    if (prune)
      text.push(
        ...(build && build.folder !== installFolder ? [workdir(installFolder)] : []),
        installLine(prune).replace(installLine(''), 'RUN '),
      );
    run.push('COPY --from=build /app /app');
  }
  if (stdio) text.push('', ...bridge(base, trust, npmCache));
  text.push('', `FROM ${base}`, ...trust, ...aptLine(file.packages ?? []));
  if (globals.length > 0)
    text.push(
      `RUN ${npmCache} npm install -g --no-audit --no-fund${globals.some((name) => name.startsWith('bun@')) ? ' --allow-scripts=bun' : ''} ${globals.join(' ')}`,
    );
  text.push('WORKDIR /app');
  if (stdio) text.push('COPY --from=bridge /bridge /bridge');
  const command = stdio ? bridged(start.command, options.port) : start.command;
  text.push(
    ...run,
    ...(folder === '' ? [] : [workdir(folder)]),
    ...finalLines(options.port),
    `CMD ${json(command)}`,
    '',
  );

  lines
    .add('language', 'Node.js', 'package.json', false)
    .add('version', String(version.major), version.from)
    .add('base image', base, 'this installation', false)
    .add('root', folder === '' ? '.' : folder, project.from);
  if (isWorkspace)
    lines.add('workspace', `${members.length} packages, installed in ${installFolder || '.'}`, 'workspaces', false);
  lines.add('package manager', `${manager.name}${manager.major ? ` ${manager.major}` : ''}`, manager.from, false);
  if (packages.length > 0) lines.add('packages', packages.join(' '), file.packages ? 'toolyard.yaml' : 'dependencies');
  lines.add(
    'install',
    hasDependencies || file.install ? install : 'nothing',
    file.install ? 'toolyard.yaml' : hasDependencies ? manager.from : 'no dependencies',
  );
  lines.add('build', build?.command ?? 'nothing', build?.from ?? 'no build script');
  if (prune !== undefined)
    lines.add(
      'prune',
      prune ?? 'development dependencies are kept',
      tools.length > 0 ? `start uses ${tools.join(', ')}` : isWorkspace ? 'workspace' : manager.name,
      false,
    );
  lines.add('start', start.command.join(' '), start.from);
  lines.add(
    'transport',
    stdio ? `stdio, bridged to HTTP with ${bridgePackage}` : 'http',
    file.transport ? 'toolyard.yaml' : (source ?? start.from),
  );
  return { text: text.join('\n') };
}

/** Lock files name repositories of GitHub by SSH, for which a build has no key. */
const gitByHttps =
  'RUN git config --global url."https://github.com/".insteadOf ssh://git@github.com/ && git config --global --add url."https://github.com/".insteadOf git@github.com:';

const usesBun = (start: NodeStart, manager: string) =>
  manager === 'bun' && /\bbunx?\b/.test(`${start.text} ${start.command.join(' ')}`);

function copied(files: string[], target: string): string {
  return files.some((path) => path.includes(' ')) ? json([...files, target]) : [...files, target].join(' ');
}

function startOf(tree: Tree, folder: string, manifest: Manifest, file: ToolyardFile, lines: PlanLines): NodeStart {
  if (file.command) {
    const words = file.command.flatMap((word) => word.split(/\s+/)).map((word) => word.replace(/^\.\//, ''));
    const entry = words.find((word) => tree.paths.has(within(folder, word)));
    return { command: file.command, entry, text: file.command.join(' '), from: 'toolyard.yaml' };
  }
  const start = nodeStart(tree, folder, manifest, lines);
  if (start) return start;
  throw new BuildFailure(
    'fetch',
    'no_start_command',
    `${within(folder, 'package.json')} has no start script, bin or main, and there is no server.js or index.js, so there is no command to start the server. Add a start script, or \`start\` in toolyard.yaml, and push again.`,
  );
}
