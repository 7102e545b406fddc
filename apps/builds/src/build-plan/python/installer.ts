import { anyOf } from '../any-of.js';
import type { Tree } from '../dockerfile-text.js';
import { within } from '../node/manifest.js';
import type { PlanLines } from '../plan-lines.js';
import { type PythonProject, record } from './project.js';

/** How the dependencies of a Python project are installed into `/venv`. */
export interface Installer {
  name: 'uv' | 'poetry' | 'pdm' | 'pipenv' | 'requirements' | 'project' | 'script' | 'fastmcp' | 'none';
  from: string;
  /** Files for a layer of dependencies alone; empty when the sources are needed first. */
  files: string[];
  /** Commands that need the files alone, or the sources when there are no such files. */
  dependencies: Step[];
  /** Commands that need the sources. */
  sources: Step[];
}

export interface Step {
  /** Cache mount: name and folder. */
  cache?: [name: string, folder: string];
  /** A text for the shell, or words that no shell reads. */
  command: string | string[];
}

const pipCache: [string, string] = ['pip', '/root/.cache/pip'];
const uvCache: [string, string] = ['uv', '/root/.cache/uv'];
const pip = (command: string | string[]): Step => ({ cache: pipCache, command });
const uv = (command: string): Step => ({ cache: uvCache, command });
const requirementFiles = [
  'requirements.txt',
  'requirements/prod.txt',
  'requirements/production.txt',
  'requirements/base.txt',
  'requirements-prod.txt',
];

/**
 * Chooses the installer: the one whose lock file there is, else the one of the project's files.
 * @param script dependencies in the header of the entry file (PEP 723)
 */
export function installerOf(
  tree: Tree,
  folder: string,
  project: PythonProject,
  script: string[] | undefined,
  lines: PlanLines,
): Installer {
  const has = (name: string) => tree.paths.has(within(folder, name));
  const requirements = requirementFiles.find(has);
  if (requirements && (has('uv.lock') || has('poetry.lock'))) lines.ignore(requirements, 'the lock file decides');
  if (has('uv.lock')) return withUv(project, true);
  if (has('poetry.lock')) return withPoetry(project);
  if (has('pdm.lock'))
    return locked('pdm', 'pdm.lock', ['pdm export --prod --without-hashes -o /tmp/requirements.txt'], project);
  if (has('Pipfile.lock'))
    return locked('pipenv', 'Pipfile.lock', ['pipenv requirements > /tmp/requirements.txt'], {
      ...project,
      hasPyproject: false,
    });
  if (has('Pipfile'))
    return {
      name: 'pipenv',
      from: 'Pipfile',
      files: [],
      dependencies: [pip('pip install pipenv'), pip('pipenv install --skip-lock --system')],
      sources: [],
    };
  if (Object.keys(project.scripts).length > 0 || (project.dependencies.length > 0 && !requirements)) {
    if (record(project.tool.uv).sources !== undefined || record(project.tool.uv).workspace !== undefined)
      return withUv(project, false);
    return installed('pyproject.toml');
  }
  if (requirements) return withRequirements(tree, folder, requirements);
  if (script)
    return {
      name: 'script',
      from: 'the header of the script',
      files: [],
      dependencies: script.length > 0 ? [pip(['pip', 'install', ...script])] : [],
      sources: [],
    };
  if (record(project.tool.poetry).dependencies !== undefined) return installed('pyproject.toml');
  if (has('setup.py') || has('setup.cfg')) return installed(has('setup.py') ? 'setup.py' : 'setup.cfg');
  const environment = fastmcpDependencies(tree.texts.get(within(folder, 'fastmcp.json')));
  if (environment)
    return {
      name: 'fastmcp',
      from: 'fastmcp.json',
      files: [],
      dependencies: [pip(['pip', 'install', ...environment])],
      sources: [],
    };
  return { name: 'none', from: 'no dependencies', files: [], dependencies: [], sources: [] };
}

function withUv(project: PythonProject, locked: boolean): Installer {
  const frozen = locked ? '--frozen ' : '';
  // Members of a workspace and path sources are read by the first sync, so the sources come before it.
  const local = record(project.tool.uv);
  const sourcesFirst =
    !locked ||
    local.workspace !== undefined ||
    Object.values(record(local.sources)).some((source) => !('index' in record(source)));
  const sync = uv(`uv sync ${frozen}--no-dev --no-editable`);
  return {
    name: 'uv',
    from: locked ? 'uv.lock' : 'tool.uv',
    files: sourcesFirst ? [] : ['pyproject.toml', 'uv.lock'],
    dependencies: sourcesFirst ? [sync] : [uv(`uv sync ${frozen}--no-dev --no-install-project`)],
    sources: sourcesFirst ? [] : [sync],
  };
}

function withPoetry(project: PythonProject): Installer {
  const own = Object.keys(project.scripts).length > 0;
  const poetry = record(project.tool.poetry);
  const local =
    JSON.stringify(poetry.dependencies ?? {}).includes('"path":') ||
    project.dependencies.some((text) => text.includes('file:'));
  return {
    name: 'poetry',
    from: 'poetry.lock',
    files: local ? [] : ['pyproject.toml', 'poetry.lock'],
    dependencies: [
      {
        cache: ['poetry', '/root/.cache/pypoetry'],
        command: '/tools/bin/poetry install --only main --no-root --no-interaction',
      },
    ],
    sources: own ? [pip('pip install --no-deps .')] : [],
  };
}

function locked(name: 'pdm' | 'pipenv', from: string, commands: string[], project: PythonProject): Installer {
  const own = Object.keys(project.scripts).length > 0 || (project.hasPyproject && project.hasBuildSystem);
  return {
    name,
    from,
    files: [],
    dependencies: [pip(`/tools/bin/${commands[0]}`), pip('pip install -r /tmp/requirements.txt')],
    sources: own ? [pip('pip install --no-deps .')] : [],
  };
}

const installed = (from: string): Installer => ({
  name: 'project',
  from,
  files: [],
  dependencies: [pip('pip install .')],
  sources: [],
});

/** A line of `requirements.txt` that names other files, constraints or packages of the repository. */
const readsSources = anyOf(
  /^\s{0,20}(?:-r|-c|-e|-f|--requirement|--constraint|--editable|--find-links)\b/,
  /^\s{0,20}\.{0,2}\/|^\s{0,20}\.\s*(?:$|\[)|@ file:/,
);

function withRequirements(tree: Tree, folder: string, file: string): Installer {
  const text = tree.texts.get(within(folder, file)) ?? '';
  // Other files, constraints and packages of the repository are read by the install.
  const sourcesFirst = text.split('\n').some((line) => readsSources.test(line));
  return {
    name: 'requirements',
    from: file,
    files: sourcesFirst ? [] : [file],
    dependencies: [pip(`pip install -r ${file}`)],
    sources: [],
  };
}

function fastmcpDependencies(text: string | undefined): string[] | undefined {
  try {
    const { dependencies } = record(record(JSON.parse(text ?? '{}')).environment);
    return Array.isArray(dependencies) && dependencies.length > 0
      ? ['fastmcp', ...dependencies.map(String)]
      : text === undefined
        ? undefined
        : ['fastmcp'];
  } catch {
    return ['fastmcp'];
  }
}
