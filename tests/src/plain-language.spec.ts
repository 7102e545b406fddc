import { expect, test } from '@jest/globals';
import { shown, type SourceLine, sourceLines } from './testing/source-lines.js';

/** What docs/style.md says about words and lines, as far as a program can check it. */

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

const lines = sourceLines(/\.(ts|tsx|mjs|md|sh|css)$/).filter(({ file }) => !exceptions.has(file));

const isProgram = ({ file }: SourceLine) => !file.endsWith('.md');
const wordsOf = (text: string) =>
  text
    .replaceAll('`nobody`', '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

test('no name, comment, test or page uses a word that has a plainer one', () => {
  expect(
    shown(lines.filter(({ text }) => wordsOf(text).some((word) => words.has(word)) || flourish.test(text))),
  ).toEqual([]);
});

test('no variable, field or function has a name that says nothing', () => {
  expect(shown(lines.filter((line) => isProgram(line) && vagueNames.some((name) => name.test(line.text))))).toEqual([]);
});
