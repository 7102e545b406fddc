import { expect, test } from '@jest/globals';
import { shown, sourceLines } from './testing/source-lines.js';

/** Prettier breaks what it can; sentences, comments, SQL and titles of tests are for the writer to keep short. */
const longestLine = 120;
/** A regular expression, or a directive for the linter, is one line. */
const unbreakable = /^\s*(?:\/[^/*]|\{\/\* oxlint-disable|const tricks = String\.raw)/;
const program = /\.(?:ts|tsx|mjs|js|sh|css|sql|py)$|^tools\/[\w-]+$/;

test('no line of a program is longer than 120 characters', () => {
  expect(
    shown(sourceLines(program).filter(({ text }) => Array.from(text).length > longestLine && !unbreakable.test(text))),
  ).toEqual([]);
});
