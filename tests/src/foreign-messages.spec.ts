import { expect, test } from '@jest/globals';
import { shown, sourceLines } from './testing/source-lines.js';

/**
 * A caught value has no type, so its message is read through a cast, after `instanceof Error`, or by `String`. What
 * answers may say of it is `shownError`; a log takes the error itself as `err`.
 */
const reads = [
  /\bas (?:Error|NodeJS\.ErrnoException)\)\??\.(?:message|stack)/,
  /\binstanceof Error\b.*\.(?:message|stack)/,
  /\((error|cause|failure|err)(?:: (?:any|Error))?\) =>.*\b\1\.(?:message|stack)/,
  /(?<!\.test\()\bString\((?:error|cause|failure|err|reason)\)/,
];

/** Recognises an error that has no code, and shows nothing of it. */
const recognises = /\.test\(.*\.message/;
/** They print to the terminal of the person who started them, and answer no request. */
const terminals = /^apps\/(?:launcher\/|event-store\/src\/(?:cli|main)\.ts|secrets\/src\/keys\/rotate\.ts)/;
const exceptions: Record<string, string> = {
  'apps/builds/src/build-plan/node/manifest.ts': "where a file of the developer's own repository does not parse",
  'apps/builds/src/build-plan/python/project.ts': "where a file of the developer's own repository does not parse",
  'apps/event-store/src/storage/backup.ts': 'printed by the command that restores a backup',
  'libs/event-store/src/store/store-conformance.ts': 'a suite of tests',
};

const found = sourceLines(/^(?:apps|libs)\/(?!dashboard\/)(?!.*(?:\.spec\.ts|\/testing\/)).*\.ts$/).filter(
  ({ file, text }) => !terminals.test(file) && !recognises.test(text) && reads.some((read) => read.test(text)),
);

test('no message of a foreign error is read where it could reach an answer or a log', () => {
  expect(shown(found.filter(({ file }) => !(file in exceptions)))).toEqual([]);
});

test('every exception is still needed', () => {
  expect(Object.keys(exceptions).filter((file) => !found.some((line) => line.file === file))).toEqual([]);
});
