import { describe, expect, test } from '@jest/globals';
import { ApiError, isTemporary, connectionLost, errorFrom, fieldErrors, isLost } from './error.js';

describe('errorFrom', () => {
  test('keeps code, sentence and details of the API', () => {
    expect(errorFrom(409, { code: 'slug_taken', message: 'It is taken.', details: ['x'] })).toMatchObject({
      status: 409,
      code: 'slug_taken',
      message: 'It is taken.',
      details: ['x'],
    });
  });

  test.each([null, 'a page', {}, { code: 5 }, undefined])(
    'has a sentence for an answer that is not from the API: %p',
    (body) => {
      expect(errorFrom(502, body)).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/\w+/) });
      expect(errorFrom(418, body)).toMatchObject({ code: 'http_418' });
    },
  );
});

test('only a temporary failure is worth another request', () => {
  expect(
    [connectionLost(null), errorFrom(503, null), errorFrom(429, null), new TypeError('bug')].map(isTemporary),
  ).toEqual([true, true, true, true]);
  expect(
    [errorFrom(400, null), errorFrom(401, null), errorFrom(404, null), errorFrom(409, null)].map(isTemporary),
  ).toEqual([false, false, false, false]);
});

test('a lost connection differs from a refusal', () => {
  expect([connectionLost(null), errorFrom(503, null), errorFrom(404, null), new Error('x')].map(isLost)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('each problem of a refused form goes to its field', () => {
  const details = [
    { field: 'name', problem: 'name must be one line' },
    { field: 'name', problem: 'again' },
    { field: 'auth.fields.0.name', problem: 'must begin with a letter' },
    null,
    'text',
    { field: 1 },
  ];
  expect(fieldErrors(new ApiError(400, 'invalid_request', 'No.', details))).toEqual({
    name: 'name must be one line',
    'auth.fields.0.name': 'must begin with a letter',
  });
  expect(fieldErrors(new Error('x'))).toEqual({});
});

test('a taken repository is a problem of its field, and a full disk keeps the sentence of the platform', () => {
  const taken = errorFrom(409, { code: 'repository_taken', message: 'It is taken.', details: { repository: 'a' } });
  expect(fieldErrors(taken)).toEqual({ 'source.repository': 'It is taken.' });
  const full = errorFrom(507, { code: 'disk_full', message: 'The disk is full.' });
  expect(full).toMatchObject({ status: 507, code: 'disk_full', message: 'The disk is full.' });
  expect([isLost(full), fieldErrors(full)]).toEqual([false, {}]);
});
