import { expect, test } from '@jest/globals';
import { parseEnv, variableNameProblem } from './variable.rules.js';

test('names that belong to the platform are refused, whatever their case', () => {
  for (const name of ['GUMLOOP_X', 'GUMSTACK_X', 'TOOLYARD_X', 'toolyard_x'])
    expect(variableNameProblem(name)).toMatch(/reserved/);
  expect(variableNameProblem('PORT')).toMatch(/set by the platform/);
});

test('a name is what an environment takes', () => {
  expect(['API_KEY', '_x', 'a1', 'MY_TOOLYARD_KEY'].map(variableNameProblem)).toEqual([null, null, null, null]);
  expect(['', '1A', 'A-B', 'A B', 'Ä', 'X'.repeat(129)].map(variableNameProblem).every(Boolean)).toBe(true);
});

test('a pasted .env file becomes variables', () => {
  expect(
    parseEnv('# keys\nexport A=1\n\nB="two words"\nC=\'$5 # not a comment\'\r\nD=a=b=c\nE="line\\nbreak"\nF='),
  ).toEqual([
    { name: 'A', value: '1' },
    { name: 'B', value: 'two words' },
    { name: 'C', value: '$5 # not a comment' },
    { name: 'D', value: 'a=b=c' },
    { name: 'E', value: 'line\nbreak' },
    { name: 'F', value: '' },
  ]);
});

test('other text is left alone', () => {
  expect(['API_KEY', 'hello there', '', '# only', 'A=1\nno equals'].map(parseEnv)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});
