import { expect, test } from '@jest/globals';
import { topics, typeLabel, typesOf } from './topics.js';

test('every type is in one topic', () => {
  const all = Object.values(topics).flatMap(({ types }) => types);
  expect(new Set(all).size).toBe(all.length);
  for (const type of all) expect(type).toMatch(/^[A-Z][A-Za-z]+$/);
});

test('a topic that is none narrows nothing', () => {
  expect([typesOf('keys'), typesOf(''), typesOf('toString')]).toEqual([
    'ApiKeyCreated,ApiKeyReplaced,ApiKeyRevoked',
    undefined,
    undefined,
  ]);
});

test('a type is shown in words', () => {
  expect([typeLabel('ServerDisabled'), typeLabel('Promoted'), typeLabel('ApiKeyCreated')]).toEqual([
    'Server disabled',
    'Promoted',
    'Api key created',
  ]);
});
