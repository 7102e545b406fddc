import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

/** What docs/style.md says about words and lines, as far as a program can check it. */

const root = resolve(import.meta.dirname, '../..');
const folders = ['apps', 'docs', 'examples', 'infra', 'libs', 'tests', 'tools'];
const skipped = new Set(['build', 'dist', 'fixtures', 'node_modules', '.toolyard']);
const checked = /\.(ts|tsx|mjs|md|sh|css)$/;
const generated = new Set(['apps/dashboard/src/api/schema.d.ts', 'apps/gateway/src/front/route-owners.ts']);

/** These have a plainer word everywhere, also inside of a name. */
const words = new Set(['somebody', 'nobody', 'whoever', 'everybody', 'stirred', 'told', 'wanted']);
/** These say nothing as the name of a variable, a field or a function; `pass` is an option of the NATS client. */
const vagueNames = [
  /\b(?:const|let|function|class|interface|type)\s+(?:known|parts|pass|turns)\b/,
  /\b(?:known|parts|turns)\??: /,
  /\bpass\??: (?!\w+\.password|password)/,
];
const flourish = /\bby itself\b|\bstands\b(?! for\b)/i;

/** Files that name the words in order to forbid them. The user `nobody` of Unix keeps its name. */
const exceptions = new Set(['docs/vocabulary.md', 'tests/src/plain-language.spec.ts']);

interface Line {
  place: string;
  text: string;
  file: string;
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.isFile() && checked.test(entry.name) ? [path] : [];
  });
}

const lines: Line[] = folders
  .flatMap((folder) => files(join(root, folder)))
  .map((path) => ({ path, file: relative(root, path) }))
  .filter(({ file }) => !exceptions.has(file) && !generated.has(file))
  .flatMap(({ path, file }) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .map((text, index) => ({ file, place: `${file}:${index + 1}`, text })),
  );

const isProgram = ({ file }: Line) => !file.endsWith('.md');
const wordsOf = (text: string) =>
  text
    .replaceAll('`nobody`', '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
const shown = (found: Line[]) => found.map(({ place, text }) => `${place} ${text.trim().slice(0, 120)}`);

test('no name, comment, test or page uses a word that has a plainer one', () => {
  expect(
    shown(lines.filter(({ text }) => wordsOf(text).some((word) => words.has(word)) || flourish.test(text))),
  ).toEqual([]);
});

test('no variable, field or function has a name that says nothing', () => {
  expect(shown(lines.filter((line) => isProgram(line) && vagueNames.some((name) => name.test(line.text))))).toEqual([]);
});
