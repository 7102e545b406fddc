import { expect, test } from '@jest/globals';
import { enteredText, isPlanField, withField } from './plan-fields.js';

test('a field replaces what the repository says, and an empty one gives the decision back', () => {
  const settings = withField({ node: '22' }, 'start', ' node server.js ');
  expect(settings).toEqual({ node: '22', start: 'node server.js' });
  expect(withField(settings, 'start', '  ')).toEqual({ node: '22' });
});

test('numbers and lists are sent as such, and come back as text', () => {
  const settings = withField(withField({}, 'port', '8080'), 'packages', 'ffmpeg, libpq5');
  expect(settings).toEqual({ port: 8080, packages: ['ffmpeg', 'libpq5'] });
  expect([enteredText(settings, 'port'), enteredText(settings, 'packages'), enteredText({}, 'build')]).toEqual([
    '8080',
    'ffmpeg libpq5',
    '',
  ]);
});

test('a line without a field, or with one that has parts, has no form', () => {
  expect([isPlanField('start'), isPlanField('resources'), isPlanField(undefined)]).toEqual([true, false, false]);
});
