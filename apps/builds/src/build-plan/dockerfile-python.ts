import { parse } from 'smol-toml';
import { BuildFailure } from './build-failure.js';
import {
  containerUser,
  type DockerfileOptions,
  type GeneratedDockerfile,
  json,
  type Tree,
  trustLines,
} from './dockerfile-text.js';
import type { ToolyardFile } from './toolyard-yaml.js';

interface Project {
  name?: string;
  'requires-python'?: string;
  scripts?: Record<string, string>;
  dependencies?: string[];
}

/** Characters of a version range; what is longer is no range. */
const longestRange = 200;
const supported = ['3.13', '3.12', '3.11', '3.10'];
const preferred = '3.12';
const entries = ['server.py', 'main.py', 'app.py', 'src/server.py', 'src/main.py'];

export function pythonDockerfile(tree: Tree, file: ToolyardFile, options: DockerfileOptions): GeneratedDockerfile {
  if (file.transport === 'stdio') {
    throw new BuildFailure(
      'fetch',
      'stdio_python',
      'A Python server with the stdio transport needs a Dockerfile that bridges it to HTTP. Make the server listen on HTTP, or add a Dockerfile, and push again.',
    );
  }
  const project = readProject(tree);
  const version = pythonVersion(project, tree);
  const base = options.basePython.replace('{version}', version.version);
  const installer = dependencies(tree, project);
  const start = startCommand(tree, project, file, options.port);
  const trust = trustLines(options.extraCa);
  const cache = (target: string, name: string) =>
    `--mount=type=cache,id=${options.cacheScope}-${name},target=${target},sharing=locked`;
  const pip = cache('/root/.cache/pip', 'pip');

  const lines = [
    `FROM ${base} AS build`,
    ...trust,
    'WORKDIR /app',
    'RUN python3 -m venv /venv',
    'ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH',
  ];
  if (installer.name === 'uv') {
    lines.push(
      `RUN ${pip} pip install uv`,
      'ENV UV_PROJECT_ENVIRONMENT=/venv UV_LINK_MODE=copy',
      'COPY pyproject.toml uv.lock ./',
    );
    lines.push(`RUN ${cache('/root/.cache/uv', 'uv')} uv sync --frozen --no-dev --no-install-project`, 'COPY . .');
    lines.push(`RUN ${cache('/root/.cache/uv', 'uv')} uv sync --frozen --no-dev --no-editable`);
  } else if (installer.name === 'poetry') {
    lines.push(
      `RUN ${pip} python3 -m venv /poetry && /poetry/bin/pip install poetry`,
      'COPY pyproject.toml poetry.lock ./',
    );
    lines.push(
      `RUN ${cache('/root/.cache/pypoetry', 'poetry')} /poetry/bin/poetry install --only main --no-root --no-interaction`,
      'COPY . .',
    );
    if (project.scripts) lines.push(`RUN ${pip} pip install --no-deps .`);
  } else if (installer.name === 'requirements') {
    lines.push('COPY requirements.txt ./', `RUN ${pip} pip install -r requirements.txt`, 'COPY . .');
  } else if (installer.name === 'project') {
    lines.push('COPY . .', `RUN ${pip} pip install .`);
  } else {
    lines.push('COPY . .');
  }
  const host = `PORT=${options.port} HOST=0.0.0.0 FASTMCP_TRANSPORT=http FASTMCP_HOST=0.0.0.0 FASTMCP_PORT=${options.port}`;
  lines.push(
    '',
    `FROM ${base}`,
    ...trust,
    'WORKDIR /app',
    `ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp ${host}`,
  );
  lines.push(
    'COPY --from=build /venv /venv',
    'COPY --from=build /app /app',
    `USER ${containerUser}`,
    `EXPOSE ${options.port}`,
    `CMD ${json(start.command)}`,
    '',
  );
  return {
    text: lines.join('\n'),
    notes: [
      `Python ${version.version} (${version.from}), dependencies from ${installer.from}, start: ${start.command.join(' ')} (${start.from})`,
      `Base image: ${base}`,
    ],
  };
}

function readProject(tree: Tree): Project {
  const text = tree.texts.get('pyproject.toml');
  if (text === undefined) return {};
  try {
    return (parse(text).project ?? {}) as Project;
  } catch (cause) {
    const first = (cause as Error).message.split('\n')[0];
    throw new BuildFailure(
      'fetch',
      'bad_pyproject',
      `pyproject.toml is not valid TOML (${first}). Nothing was built; correct it and push again.`,
      { cause },
    );
  }
}

function pythonVersion(project: Project, tree: Tree): { version: string; from: string } {
  const pins = (tree.texts.get('.python-version') ?? '')
    .split('\n')
    .map((line) => /^3\.\d{1,3}/.exec(line.trim())?.[0]);
  const pinned = pins.find((pin) => pin !== undefined);
  if (pinned) return { version: pinned, from: '.python-version' };
  const range = project['requires-python'];
  if (typeof range !== 'string' || range.length > longestRange) return { version: preferred, from: 'default' };
  const version = [preferred, ...supported].find((candidate) => satisfies(candidate, range));
  if (!version) {
    throw new BuildFailure(
      'fetch',
      'python_version',
      `requires-python requires ${range}, but only the versions ${supported.join(', ')} can be built. Change it, or add a Dockerfile.`,
    );
  }
  return { version, from: 'requires-python' };
}

/** Compares the first two numbers of a version with the clauses of PEP 440; choosing an image needs no more. */
function satisfies(version: string, range: string): boolean {
  const minor = Number(version.split('.')[1]);
  return range.split(',').every((clause) => {
    const match = /^\s*(>=|<=|>|<|==|!=|~=)\s*3(?:\.(\d+))?(\.[\d*]+)?/.exec(clause);
    if (!match) return !/^\s*(==|<)\s*[012]|^\s*<\s*3\s*$/.test(clause);
    const given = match[2] === undefined ? null : Number(match[2]);
    if (given === null) return match[1] !== '<';
    if (match[1] === '>=' || match[1] === '~=') return minor >= given;
    if (match[1] === '<') return match[3] && match[3] !== '.0' ? minor <= given : minor < given;
    if (match[1] === '<=') return minor <= given;
    if (match[1] === '>') return match[3] ? minor >= given : minor > given;
    return match[1] === '==' ? minor === given : match[3] ? true : minor !== given;
  });
}

function dependencies(
  tree: Tree,
  project: Project,
): { name: 'uv' | 'poetry' | 'requirements' | 'project' | 'none'; from: string } {
  if (tree.paths.has('uv.lock')) return { name: 'uv', from: 'uv.lock' };
  if (tree.paths.has('poetry.lock')) return { name: 'poetry', from: 'poetry.lock' };
  if (project.scripts) return { name: 'project', from: 'pyproject.toml' };
  if (tree.paths.has('requirements.txt')) return { name: 'requirements', from: 'requirements.txt' };
  if (project.dependencies?.length) return { name: 'project', from: 'pyproject.toml' };
  return { name: 'none', from: 'nothing (none declared)' };
}

function startCommand(
  tree: Tree,
  project: Project,
  file: ToolyardFile,
  port: number,
): { command: string[]; from: string } {
  if (file.command) return { command: file.command, from: 'toolyard.yaml' };
  const script = Object.keys(project.scripts ?? {})[0];
  if (script) return { command: [`/venv/bin/${script}`], from: 'project.scripts' };
  const serve = ['--transport', 'http', '--host', '0.0.0.0', '--port', String(port)];
  if (tree.paths.has('fastmcp.json'))
    return { command: ['fastmcp', 'run', 'fastmcp.json', ...serve], from: 'fastmcp.json' };
  const entry = entries.find((path) => tree.paths.has(path));
  if (!entry) {
    throw new BuildFailure(
      'fetch',
      'no_start_command',
      'There is no [project.scripts], server.py, main.py or app.py, so there is no command to start the server. Add one, or a command in toolyard.yaml, and push again.',
    );
  }
  const text = tree.texts.get(entry) ?? '';
  // A module that only defines a server object is run with the command of FastMCP.
  const declared = /FastMCP\(/.test(text) && !/__main__|\.run\(/.test(text);
  return declared
    ? { command: ['fastmcp', 'run', entry, ...serve], from: entry }
    : { command: ['python3', entry], from: entry };
}
