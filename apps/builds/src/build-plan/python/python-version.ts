import { BuildFailure } from '../build-failure.js';
import type { Tree } from '../dockerfile-text.js';
import { within } from '../node/manifest.js';
import type { PlanLines } from '../plan-lines.js';
import { originOf, type ToolyardFile } from '../build-fields.js';
import { parse } from 'smol-toml';
import { record } from './project.js';

/** Minors of Python 3 with an image, the preferred ones first. */
const minors = [12, 13, 14, 11, 15, 10, 9];
/** Minors that get security fixes (devguide.python.org/versions). */
const oldestMaintained = 11;
/** Characters of a version range; what is longer is no range. */
const longestRange = 200;

/**
 * The version of Python: `toolyard.yaml`, `.python-version`, `runtime.txt` or `Pipfile`, then `requires-python`.
 * @throws BuildFailure `python_version` when there is no image for it
 */
export function pythonVersion(
  tree: Tree,
  folder: string,
  requires: string | undefined,
  file: ToolyardFile,
  lines: PlanLines,
): { version: string; from: string } {
  const text = (name: string) =>
    tree.texts.get(within(folder, name)) ?? (folder === '' ? undefined : tree.texts.get(name));
  const pins: [string, string | undefined][] = [
    [originOf(file, 'python'), file.python],
    ['.python-version', pinIn(text('.python-version'))],
    ['runtime.txt', pinIn(text('runtime.txt'))],
    ['Pipfile', pipfilePin(text('Pipfile'))],
  ];
  const range = requires !== undefined && requires.length <= longestRange ? requires : undefined;
  for (const [from, pin] of pins) {
    if (pin === undefined) continue;
    const minor = Number(/^(?:python-|cpython-)?3\.(\d{1,3})/.exec(pin)?.[1]);
    if (!minors.includes(minor)) throw unavailable(from, pin);
    if (range !== undefined && !satisfies(minor, range))
      lines.ignore(`requires-python ${range}`, `${from} asks for Python ${pin}`);
    return checked({ minor, from: `${from}: ${pin}` }, lines);
  }
  if (range === undefined) return { version: `3.${minors[0]}`, from: 'default' };
  const minor = minors.find((candidate) => satisfies(candidate, range));
  if (minor === undefined) throw unavailable('requires-python', range);
  return checked({ minor, from: `requires-python: ${range}` }, lines);
}

function checked(
  { minor, from }: { minor: number; from: string },
  lines: PlanLines,
): { version: string; from: string } {
  if (minor < oldestMaintained)
    lines.ignore(`the end of Python 3.${minor}`, 'it gets no security fixes any more; raise it soon');
  return { version: `3.${minor}`, from };
}

/** The first line that names a version 3; lines may hold a patch level, comments, or other implementations. */
function pinIn(text: string | undefined): string | undefined {
  return text
    ?.split('\n')
    .map((line) => line.split('#')[0]!.trim())
    .find((line) => /^(?:python-|cpython-)?3\.\d/.test(line));
}

function pipfilePin(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const { python_version: version, python_full_version: full } = record(parse(text).requires);
    return typeof version === 'string' ? version : typeof full === 'string' ? full : undefined;
  } catch {
    // pipenv names the mistake with its line when it installs.
    return undefined;
  }
}

/**
 * Compares the first two numbers of a version with the clauses of PEP 440 and of Poetry; choosing an image needs no
 * more.
 */
function satisfies(minor: number, range: string): boolean {
  return range.split(/\|\||\|/).some((alternative) => alternative.split(',').every((clause) => holds(minor, clause)));
}

function holds(minor: number, clause: string): boolean {
  const match = /^\s{0,20}(>=|<=|>|<|===?|!=|~=|\^|~)?\s{0,20}3(?:\.(\d{1,3}|\*))?(\.[\d*]{1,6})?/.exec(clause);
  if (!match) return !/^\s{0,20}(?:===?|\^|~)?\s{0,20}[012]\b|^\s{0,20}<\s{0,20}[0123]\s*$/.test(clause);
  const [, operator = '==', second, third] = match;
  if (second === undefined || second === '*') return operator !== '<';
  const given = Number(second);
  switch (operator) {
    case '>=':
    case '^':
      return minor >= given;
    case '~=':
      return third === undefined ? minor >= given : minor === given;
    case '<':
      return third !== undefined && third !== '.0' ? minor <= given : minor < given;
    case '<=':
      return minor <= given;
    case '>':
      return third === undefined ? minor > given : minor >= given;
    case '!=':
      return third !== undefined && third !== '.*' ? true : minor !== given;
    default:
      return minor === given;
  }
}

function unavailable(from: string, wish: string): BuildFailure {
  const sorted = minors.toSorted((a, b) => a - b);
  return new BuildFailure(
    'fetch',
    'python_version',
    `${from} requires Python ${wish}, but only Python 3.${sorted[0]} to 3.${sorted.at(-1)} can be built. ` +
      'Change it, set `python` in toolyard.yaml, or add a Dockerfile, and push again.',
  );
}
