import { originOf, type ToolyardFile } from './build-fields.js';
import { BuildFailure } from './build-failure.js';
import {
  aptLine,
  cacheMount,
  commandLines,
  json,
  commandStep,
  packagesLine,
  type PlanInput,
  projectLines,
  startLines,
  trustLines,
  versionVariables,
  workdir,
} from './dockerfile-text.js';
import { bridge } from './node/bridge.js';
import { within } from './node/manifest.js';
import { type Installer, installerOf, type Step } from './python/installer.js';
import { type PythonProject, readProject, readScript } from './python/project.js';
import { pythonVersion } from './python/python-version.js';
import { entryOf, type PythonStart, pythonStart, pythonStdio } from './python/start-command.js';

const bridgeNode = '24';

/** What is decided about a Python project before its Dockerfile is written. */
interface Decided {
  version: { version: string; from: string };
  base: string;
  python: PythonProject;
  installer: Installer;
  /** Debian packages of the build. */
  packages: string[];
  start: PythonStart;
  /** True when the server is bridged from standard streams. */
  stdio: boolean;
}

/**
 * The Dockerfile of a Python project; adds its decisions to the plan.
 * @throws BuildFailure when the project cannot be built, or has no command to start
 */
export function pythonDockerfile(input: PlanInput): string {
  const decided = decide(input);
  report(decided, input);
  return [...buildStage(decided, input), '', ...finalStage(decided, input), ''].join('\n');
}

function decide(input: PlanInput): Decided {
  const { tree, file, options, lines } = input;
  const { folder } = input.project;
  const python = readProject(tree, folder);
  const entry = entryOf(tree, folder);
  const header = entry === undefined ? null : readScript(tree.texts.get(within(folder, entry)) ?? '');
  const version = pythonVersion(tree, folder, python.requiresPython ?? header?.requiresPython, file, lines);
  const installer = installerOf(tree, folder, python, header?.dependencies, lines);
  const start = startOf(input, python);
  const git = usesGit(input, installer, [...python.dependencies, ...(header?.dependencies ?? [])]);
  return {
    version,
    base: options.basePython.replace('{version}', version.version),
    python,
    installer,
    packages: [...new Set([...(git ? ['git', 'ca-certificates'] : []), ...(file.packages ?? [])])],
    start,
    stdio: file.transport === 'stdio' || (file.transport === undefined && pythonStdio(tree, folder, start)),
  };
}

/** A stage that installs the project into `/venv`. */
function buildStage({ base, packages, installer, python, stdio }: Decided, input: PlanInput): string[] {
  const { project, file, options } = input;
  const { folder } = project;
  const run = ({ cache, command }: Step) =>
    commandStep(file, wordsOf(command, file), cache && cacheMount(options, ...cache));
  const trust = trustLines(options.extraCa);
  const copied = 'COPY . /app/';
  const files = installer.files.map((name) => within(folder, name));
  const target =
    installer.from.includes('/') && installer.name === 'requirements' ? `${installer.from.split('/')[0]}/` : './';
  const ownLayer = files.length > 0 && !python.versionFromGit && file.install === undefined;
  return [
    `FROM ${base} AS build`,
    ...trust,
    ...aptLine(packages),
    workdir(folder),
    'RUN python3 -m venv /venv',
    'ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH',
    // The image has one Python, whatever patch level `.python-version` names.
    ...(installer.name === 'uv' ? ['ENV UV_PROJECT_ENVIRONMENT=/venv UV_LINK_MODE=copy UV_PYTHON=python3'] : []),
    ...setupOf(installer).map(run),
    ...(ownLayer ? [`COPY ${files.join(' ')} ${target}`, ...installer.dependencies.map(run)] : []),
    copied,
    ...(python.versionFromGit ? pretendVersion : []),
    ...(file.install !== undefined
      ? [commandStep(file, file.install)]
      : [...(ownLayer ? [] : installer.dependencies), ...installer.sources].map(run)),
    ...(file.build === undefined ? [] : [commandStep(file, file.build)]),
    ...(stdio
      ? [
          '',
          ...bridge(options.baseNode.replace('{version}', bridgeNode), trust, cacheMount(options, 'npm', '/root/.npm')),
        ]
      : []),
  ];
}

function finalStage({ base, start, stdio }: Decided, { project, file, options }: PlanInput): string[] {
  const { port } = options;
  const environment = [
    'VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp',
    `PORT=${port}`,
    ...(stdio ? [] : [`HOST=0.0.0.0 FASTMCP_TRANSPORT=http FASTMCP_HOST=0.0.0.0 FASTMCP_PORT=${port}`]),
  ];
  return [
    `FROM ${base}`,
    ...trustLines(options.extraCa),
    ...aptLine(file.packages ?? []),
    workdir(project.folder),
    `ENV ${environment.join(' ')}`,
    ...(stdio
      ? ['COPY --from=bridge /bridge /bridge', 'COPY --from=bridge /usr/local/bin/node /usr/local/bin/node']
      : []),
    'COPY --from=build /venv /venv',
    'COPY --from=build /app /app',
    ...commandLines(start.command, stdio, port),
  ];
}

function report({ version, base, installer, python, packages, start, stdio }: Decided, input: PlanInput): void {
  const { file, lines } = input;
  projectLines(input, ['Python', 'project files'], [version.version, version.from, 'python'], base);
  lines.add('package manager', managerOf(installer), installer.from, null);
  packagesLine(input, packages);
  const steps = [...installer.dependencies, ...installer.sources].map(({ command: words }) =>
    Array.isArray(words) ? words.join(' ') : words,
  );
  lines
    .add(
      'install',
      file.install ?? (steps.join(' && ') || 'nothing'),
      file.install ? originOf(file, 'install') : installer.from,
    )
    .add('build', file.build ?? 'nothing', file.build ? originOf(file, 'build') : 'no build step');
  if (python.versionFromGit) lines.add('project version', '0.0.0+g<commit>', 'tags are not in a build', null);
  startLines(input, start, stdio, start.entry);
}

/** Words are run without a shell, but for a step that exports build secrets. */
function wordsOf(command: string | string[], { buildSecrets = [] }: ToolyardFile): string {
  if (typeof command === 'string') return command;
  return buildSecrets.length === 0
    ? json(command)
    : command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}

/** Versions that come from git tags; a build has no repository. */
const pretendVersion = [
  'ARG TOOLYARD_COMMIT=0',
  `ENV ${versionVariables.map((name) => `${name}=0.0.0+g\${TOOLYARD_COMMIT}`).join(' ')}`,
];

function setupOf({ name }: Installer): Step[] {
  const pip: [string, string] = ['pip', '/root/.cache/pip'];
  if (name === 'uv')
    return [
      {
        cache: pip,
        command: 'python3 -m venv /tools && /tools/bin/pip install uv && ln -s /tools/bin/uv /usr/local/bin/uv',
      },
    ];
  if (name === 'poetry' || name === 'pdm' || name === 'pipenv')
    return [{ cache: pip, command: `python3 -m venv /tools && /tools/bin/pip install ${name}` }];
  return [];
}

function managerOf({ name }: Installer): string {
  return name === 'uv' || name === 'poetry' || name === 'pdm' || name === 'pipenv' ? name : 'pip';
}

function usesGit({ tree, project: { folder } }: PlanInput, installer: Installer, dependencies: string[]): boolean {
  const lock = tree.texts.get(within(folder, installer.from)) ?? '';
  return dependencies.some((text) => text.includes('git+')) || /git\+(?:https|ssh):|git = "|type = "git"/.test(lock);
}

function startOf({ tree, project: { folder }, file, options }: PlanInput, project: PythonProject): PythonStart {
  if (file.command) {
    const entry = file.command
      .flatMap((word) => word.split(/\s+/))
      .find((word) => tree.paths.has(within(folder, word)));
    return { command: file.command, entry, from: originOf(file, 'command'), http: false };
  }
  const start = pythonStart(tree, folder, project, options.port);
  if (start) return start;
  throw new BuildFailure(
    'fetch',
    'no_start_command',
    'There is no [project.scripts], server.py, main.py or app.py, so there is no command to start the server. ' +
      'Add one, or `start` in toolyard.yaml, and push again.',
  );
}
