import { BuildFailure } from './build-failure.js';
import {
  aptLine,
  type DockerfileOptions,
  finalLines,
  type GeneratedDockerfile,
  json,
  type Project,
  type Tree,
  trustLines,
} from './dockerfile-text.js';
import { bridge, bridged, bridgePackage } from './node/bridge.js';
import { within } from './node/manifest.js';
import type { PlanLines } from './plan-lines.js';
import { type Installer, installerOf, type Step } from './python/installer.js';
import { readProject, readScript } from './python/project.js';
import { pythonVersion } from './python/python-version.js';
import { entryOf, type PythonStart, pythonStart, pythonStdio } from './python/start-command.js';
import type { ToolyardFile } from './toolyard-yaml.js';

const bridgeNode = '24';

/** @throws BuildFailure when the project cannot be built, or has no command to start */
export function pythonDockerfile(
  tree: Tree,
  project: Project,
  file: ToolyardFile,
  options: DockerfileOptions,
  lines: PlanLines,
): GeneratedDockerfile {
  const { folder } = project;
  const python = readProject(tree, folder);
  const entry = entryOf(tree, folder);
  const header = entry === undefined ? null : readScript(tree.texts.get(within(folder, entry)) ?? '');
  const version = pythonVersion(tree, folder, python.requiresPython ?? header?.requiresPython, file, lines);
  const base = options.basePython.replace('{version}', version.version);
  const installer = installerOf(tree, folder, python, header?.dependencies, lines);
  const start = startOf(tree, folder, python, file, options.port);
  const stdio = file.transport === 'stdio' || (file.transport === undefined && pythonStdio(tree, folder, start));
  const trust = trustLines(options.extraCa);
  const cache = ([name, path]: [string, string]) =>
    `--mount=type=cache,id=${options.cacheScope}-${name},target=${path},sharing=locked`;
  const run = ({ cache: mount, command }: Step) =>
    ['RUN', ...(mount ? [cache(mount)] : []), Array.isArray(command) ? json(command) : command].join(' ');
  const git = usesGit(tree, folder, installer, [...python.dependencies, ...(header?.dependencies ?? [])]);
  const packages = [...new Set([...(git ? ['git', 'ca-certificates'] : []), ...(file.packages ?? [])])];
  const workdir = folder === '' ? '/app' : `/app/${folder}`;

  const text = [
    `FROM ${base} AS build`,
    ...trust,
    ...aptLine(packages),
    `WORKDIR ${workdir}`,
    'RUN python3 -m venv /venv',
    'ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH',
    // The image has one Python, whatever patch level `.python-version` names.
    ...(installer.name === 'uv' ? ['ENV UV_PROJECT_ENVIRONMENT=/venv UV_LINK_MODE=copy UV_PYTHON=python3'] : []),
    ...setupOf(installer).map(run),
  ];
  const copied = 'COPY . /app/';
  const files = installer.files.map((name) => within(folder, name));
  const target =
    installer.from.includes('/') && installer.name === 'requirements' ? `${installer.from.split('/')[0]}/` : './';
  if (files.length > 0 && !python.versionFromGit && file.install === undefined)
    text.push(
      `COPY ${files.join(' ')} ${target}`,
      ...installer.dependencies.map(run),
      copied,
      ...installer.sources.map(run),
    );
  else
    text.push(
      copied,
      ...(python.versionFromGit ? pretendVersion : []),
      ...(file.install === undefined
        ? [...installer.dependencies, ...installer.sources].map(run)
        : [`RUN ${file.install}`]),
    );
  if (file.build !== undefined) text.push(`RUN ${file.build}`);
  if (stdio)
    text.push('', ...bridge(options.baseNode.replace('{version}', bridgeNode), trust, cache(['npm', '/root/.npm'])));
  const host = `PORT=${options.port} HOST=0.0.0.0 FASTMCP_TRANSPORT=http FASTMCP_HOST=0.0.0.0 FASTMCP_PORT=${options.port}`;
  text.push(
    '',
    `FROM ${base}`,
    ...trust,
    ...aptLine(file.packages ?? []),
    `WORKDIR ${workdir}`,
    `ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp ${stdio ? `PORT=${options.port}` : host}`,
  );
  if (stdio)
    text.push('COPY --from=bridge /bridge /bridge', 'COPY --from=bridge /usr/local/bin/node /usr/local/bin/node');
  const command = stdio ? bridged(start.command, options.port) : start.command;
  text.push(
    'COPY --from=build /venv /venv',
    'COPY --from=build /app /app',
    ...finalLines(options.port),
    `CMD ${json(command)}`,
    '',
  );

  lines
    .add('language', 'Python', 'project files', false)
    .add('version', version.version, version.from)
    .add('base image', base, 'this installation', false)
    .add('root', folder === '' ? '.' : folder, project.from)
    .add('package manager', managerOf(installer), installer.from, false);
  if (packages.length > 0) lines.add('packages', packages.join(' '), file.packages ? 'toolyard.yaml' : 'dependencies');
  const steps = [...installer.dependencies, ...installer.sources].map(({ command: words }) =>
    Array.isArray(words) ? words.join(' ') : words,
  );
  lines
    .add('install', file.install ?? (steps.join(' && ') || 'nothing'), file.install ? 'toolyard.yaml' : installer.from)
    .add('build', file.build ?? 'nothing', file.build ? 'toolyard.yaml' : 'no build step');
  if (python.versionFromGit) lines.add('project version', '0.0.0+g<commit>', 'tags are not in a build', false);
  lines
    .add('start', start.command.join(' '), start.from)
    .add(
      'transport',
      stdio ? `stdio, bridged to HTTP with ${bridgePackage}` : 'http',
      file.transport ? 'toolyard.yaml' : (start.entry ?? start.from),
    );
  return { text: text.join('\n') };
}

/** Versions that come from git tags; a build has no repository. */
const pretendVersion = [
  'ARG TOOLYARD_COMMIT=0',
  `ENV ${[
    'SETUPTOOLS_SCM_PRETEND_VERSION',
    'PDM_BUILD_SCM_VERSION',
    'UV_DYNAMIC_VERSIONING_BYPASS',
    'POETRY_DYNAMIC_VERSIONING_BYPASS',
  ]
    .map((name) => `${name}=0.0.0+g\${TOOLYARD_COMMIT}`)
    .join(' ')}`,
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

function usesGit(tree: Tree, folder: string, installer: Installer, dependencies: string[]): boolean {
  const lock = tree.texts.get(within(folder, installer.from)) ?? '';
  return dependencies.some((text) => text.includes('git+')) || /git\+(?:https|ssh):|git = "|type = "git"/.test(lock);
}

function startOf(
  tree: Tree,
  folder: string,
  project: ReturnType<typeof readProject>,
  file: ToolyardFile,
  port: number,
): PythonStart {
  if (file.command) {
    const entry = file.command
      .flatMap((word) => word.split(/\s+/))
      .find((word) => tree.paths.has(within(folder, word)));
    return { command: file.command, entry, from: 'toolyard.yaml', http: false };
  }
  const start = pythonStart(tree, folder, project, port);
  if (start) return start;
  throw new BuildFailure(
    'fetch',
    'no_start_command',
    'There is no [project.scripts], server.py, main.py or app.py, so there is no command to start the server. Add one, or `start` in toolyard.yaml, and push again.',
  );
}
