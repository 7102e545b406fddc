import { anyOf } from '../any-of.js';
import { parse } from 'smol-toml';
import { BuildFailure } from '../build-failure.js';
import type { Tree } from '../dockerfile-text.js';
import { isRecord } from '../is-record.js';
import { within, withoutMark } from '../node/manifest.js';

/** What a Python project says of itself, from `pyproject.toml` or the header of a script. */
export interface PythonProject {
  name?: string;
  requiresPython?: string;
  scripts: Record<string, string>;
  dependencies: string[];
  /** The version comes from git tags. */
  versionFromGit: boolean;
  /** The table `tool`. */
  tool: Record<string, unknown>;
  hasPyproject: boolean;
  hasBuildSystem: boolean;
}

export function readProject(tree: Tree, folder: string): PythonProject {
  const path = within(folder, 'pyproject.toml');
  const text = tree.texts.get(path);
  const file = text === undefined ? {} : toml(withoutMark(text).replaceAll('\r\n', '\n'), path);
  const project = record(file.project);
  const tool = record(file.tool);
  const poetry = record(tool.poetry);
  const build = record(file['build-system']);
  const requires = Array.isArray(build.requires) ? build.requires.join(' ') : '';
  const python = record(poetry.dependencies).python;
  return {
    name: typeof project.name === 'string' ? project.name : typeof poetry.name === 'string' ? poetry.name : undefined,
    requiresPython: stringOf(project['requires-python']) ?? stringOf(python),
    scripts: { ...texts(poetry.scripts), ...texts(project.scripts) },
    dependencies: Array.isArray(project.dependencies) ? project.dependencies.map(String) : [],
    versionFromGit: versionsFromGit.test(requires),
    tool,
    hasPyproject: text !== undefined,
    hasBuildSystem: file['build-system'] !== undefined,
  };
}

/** Build back ends that take the version from tags of git. */
const versionsFromGit = anyOf(
  /setuptools.scm|hatch-vcs|versioningit|pdm-scm|poetry-dynamic-versioning/,
  /uv-dynamic-versioning|setuptools-git/,
);

/** Dependencies and version in the header of a single-file script (PEP 723); null when it has none. */
export function readScript(text: string): { dependencies: string[]; requiresPython?: string } | null {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const begin = lines.indexOf('# /// script');
  const end = begin < 0 ? -1 : lines.indexOf('# ///', begin + 1);
  if (end < 0) return null;
  const header = lines.slice(begin + 1, end).map((line) => line.replace(/^# ?/, ''));
  const { dependencies, 'requires-python': requires } = toml(header.join('\n'), 'The header of the script');
  return {
    dependencies: Array.isArray(dependencies) ? dependencies.map(String) : [],
    requiresPython: stringOf(requires),
  };
}

export const record = (value: unknown) => (isRecord(value) ? value : {});
const stringOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
const texts = (value: unknown) =>
  Object.fromEntries(Object.entries(record(value)).filter(([, text]) => typeof text === 'string')) as Record<
    string,
    string
  >;

function toml(text: string, where: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (cause) {
    const first = (cause as Error).message.split('\n')[0];
    throw new BuildFailure(
      'fetch',
      'bad_pyproject',
      `${where} is not valid TOML (${first}). Nothing was built; correct it and push again.`,
      { cause },
    );
  }
}
