import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Rejected } from '@toolyard/contracts';
import { isOwnError, loggedError } from './logged-error.js';

const secret = 'hunter2-hunter2';

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

test.each([
  ['of the language', () => JSON.parse(`{"a": ${secret}}`)],
  ['of a pattern', () => new RegExp(`(${secret}`)],
  ['of a URL', () => new URL(secret)],
  ['of a file', () => readFileSync(`/${secret}`)],
  [
    'with a secret as its cause',
    () => {
      throw new Error('outer', { cause: thrown(() => JSON.parse(secret)) });
    },
  ],
])('a foreign error is logged without its message: %s', (_name, work) => {
  const logged = loggedError(thrown(work));
  expect(JSON.stringify(logged)).not.toContain(secret);
  expect(logged.type).not.toBe('');
  expect(logged.stack).toContain('logged-error.spec');
});

test('a message of ours is kept, with code and cause', () => {
  const error = new Rejected('not_found', 'There is no such server.', undefined, { cause: new Error('why') });
  expect(loggedError(error)).toMatchObject({
    type: 'Rejected',
    code: 'not_found',
    message: 'There is no such server.',
    cause: { type: 'Error', message: 'why' },
  });
});

test('what is thrown without being an error is logged by its type', () => {
  expect(loggedError(secret)).toEqual({ type: 'string' });
  expect(isOwnError(undefined)).toBe(false);
});
