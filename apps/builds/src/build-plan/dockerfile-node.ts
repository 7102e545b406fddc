import {
  aptLine,
  cacheMount,
  commandLines,
  commandStep,
  json,
  type PlanInput,
  trustLines,
  workdir,
} from './dockerfile-text.js';
import { bridge } from './node/bridge.js';
import { within } from './node/manifest.js';
import { type NodeProject, nodeProject } from './node/node-project.js';
import { nodeReport } from './node/node-report.js';

/** Steps of a Dockerfile that more than one stage uses. */
interface Steps {
  trust: string[];
  npmCache: string;
  /** Debian packages, folder and package manager, before anything of the repository. */
  before: string[];
  manifests: string;
  /** Changes to files of the repository without which the install would fail. */
  prepare: string[];
  install: (command: string) => string;
}

/**
 * The Dockerfile of a Node project; adds its decisions to the plan.
 * @throws BuildFailure when the project cannot be built, or has no command to start
 */
export function nodeDockerfile(input: PlanInput): string {
  const project = nodeProject(input);
  nodeReport(project, input);
  const steps = stepsOf(project, input);
  const { base, stdio } = project;
  const compiled = buildsInStage(project, input);
  return [
    ...(compiled ? buildStage(project, steps, input) : dependenciesStage(project, steps)),
    ...(stdio ? ['', ...bridge(base, steps.trust, steps.npmCache)] : []),
    '',
    ...finalStage(project, steps, input, compiled ? ['COPY --from=build /app /app'] : copyDependencies),
    '',
  ].join('\n');
}

/** Without it nothing is compiled, so a changed source does not change the layer of the dependencies. */
function buildsInStage(project: NodeProject, { project: { folder } }: PlanInput): boolean {
  const { hasDependencies, build, sourcesFirst, tools } = project;
  return !hasDependencies || build !== undefined || sourcesFirst || tools.length > 0 || folder !== '';
}

function stepsOf(project: NodeProject, { tree, file, options }: PlanInput): Steps {
  const { installFolder, packages, manager, needs, hasDependencies } = project;
  const trust = trustLines(options.extraCa);
  const npmCache = cacheMount(options, 'npm', '/root/.npm');
  const files = manager.files.map((path) => within(installFolder, path)).filter((path) => tree.paths.has(path));
  return {
    trust,
    npmCache,
    before: [
      ...trust,
      ...aptLine(packages),
      ...(packages.includes('git') ? [gitByHttps] : []),
      'WORKDIR /app',
      ...(manager.setup && hasDependencies ? [`RUN ${npmCache} ${manager.setup}`] : []),
    ],
    manifests: `COPY ${copied(files, installFolder === '' ? './' : `./${installFolder}/`)}`,
    prepare: [
      ...(installFolder === '' ? [] : [workdir(installFolder)]),
      ...needs.withoutVariables.map((name) => withoutVariables(name, file.buildSecrets)),
      ...(needs.removedScripts.length > 0
        ? [`RUN npm pkg delete ${needs.removedScripts.map((name) => `scripts.${name}`).join(' ')}`]
        : []),
    ],
    install: (command) => commandStep(file, command, cacheMount(options, manager.name, manager.cache)),
  };
}

/** A stage with the dependencies alone, without those of development. */
function dependenciesStage({ base, manager, install }: NodeProject, steps: Steps): string[] {
  const production = manager.production
    ? `${install} ${manager.production}`
    : manager.prune
      ? `${install} && ${manager.prune}`
      : install;
  return [
    `FROM ${base} AS dependencies`,
    ...steps.before,
    steps.manifests,
    ...steps.prepare,
    steps.install(`${production} && mkdir -p node_modules`),
  ];
}

const copyDependencies = ['COPY --from=dependencies /app/node_modules ./node_modules', 'COPY . .'];

/** A stage that installs, compiles and prunes. */
function buildStage(project: NodeProject, steps: Steps, { file }: PlanInput): string[] {
  const { base, installFolder, hasDependencies, sourcesFirst, install, build, prune } = project;
  const lines = [`FROM ${base} AS build`, ...steps.before];
  // Install scripts and local packages need the sources, so the dependencies have no layer of their own.
  const copy = sourcesFirst || !hasDependencies;
  lines.push(copy ? 'COPY . .' : steps.manifests);
  if (hasDependencies || file.install) lines.push(...steps.prepare, steps.install(install));
  if (!copy) lines.push(...(installFolder === '' ? [] : ['WORKDIR /app']), 'COPY . .');
  if (build)
    lines.push(
      ...(build.folder === '' && installFolder === '' ? [] : [workdir(build.folder)]),
      commandStep(file, build.command),
    );
  if (prune) lines.push(...(build && build.folder !== installFolder ? [workdir(installFolder)] : []), `RUN ${prune}`);
  return lines;
}

function finalStage(
  { base, stdio, start, globals }: NodeProject,
  { trust, npmCache }: Steps,
  { project: { folder }, file, options }: PlanInput,
  copy: string[],
): string[] {
  const allow = globals.some((name) => name.startsWith('bun@')) ? ' --allow-scripts=bun' : '';
  return [
    `FROM ${base}`,
    ...trust,
    ...aptLine(file.packages ?? []),
    ...(globals.length > 0 ? [`RUN ${npmCache} npm install -g --no-audit --no-fund${allow} ${globals.join(' ')}`] : []),
    'WORKDIR /app',
    ...(stdio ? ['COPY --from=bridge /bridge /bridge'] : []),
    `ENV NODE_ENV=production HOME=/tmp PORT=${options.port}`,
    ...copy,
    ...(folder === '' ? [] : [workdir(folder)]),
    ...commandLines(start.command, stdio, options.port),
  ];
}

/** Takes variables that the build does not have out of a file that the package manager would refuse with them. */
function withoutVariables(name: string, secrets: string[] = []): string {
  if (name !== '.npmrc') return `RUN sed -i -E 's/\\$\\{([A-Za-z0-9_]+)\\}/\${\\1:-}/g' ${name}`;
  if (secrets.length === 0) return `RUN sed -i '/\${/d' .npmrc`;
  return `RUN sed -i -E '/\\$\\{(${secrets.join('|')})\\}/!{/\\$\\{/d}' .npmrc`;
}

/** Lock files name repositories of GitHub by SSH, for which a build has no key. */
const gitByHttps =
  'RUN git config --global url."https://github.com/".insteadOf ssh://git@github.com/ && ' +
  'git config --global --add url."https://github.com/".insteadOf git@github.com:';

function copied(files: string[], target: string): string {
  return files.some((path) => path.includes(' ')) ? json([...files, target]) : [...files, target].join(' ');
}
