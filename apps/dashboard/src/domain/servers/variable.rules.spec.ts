import { expect, test } from '@jest/globals';
import { newVariable, parseEnv, variableNameProblem, variableProblems } from './variable.rules.js';

test('the problem of a name is shown in words', () => {
  expect(variableNameProblem('')).toBe('Enter a name');
  expect(variableNameProblem('A-B')).toMatch(/letters, digits and _/);
  expect(variableNameProblem('X'.repeat(129))).toBe('At most 128 characters');
  expect(variableNameProblem('toolyard_x')).toBe('Names that begin with TOOLYARD_ are reserved');
  expect(variableNameProblem('PORT')).toBe('PORT is set by the platform');
  expect(variableNameProblem('API_KEY')).toBeNull();
});

test('of two variables with one name, the later one has a problem', () => {
  expect(variableProblems([newVariable('A'), newVariable('B'), newVariable('A')])).toEqual({
    'variables.2.name': 'Another variable has this name',
  });
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

test('a value in quotes keeps its lines', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nMIIEvQ==\nabc/+=\n-----END PRIVATE KEY-----\n';
  expect(parseEnv(`KEY="${pem}"\nNEXT=1`)).toEqual([
    { name: 'KEY', value: pem },
    { name: 'NEXT', value: '1' },
  ]);
  expect(parseEnv(`KEY='${pem.replaceAll('\n', '\r\n')}'`)).toEqual([{ name: 'KEY', value: pem }]);
});

test('a comment after a value is not part of it, and a lone quote is', () => {
  expect(parseEnv('A=1 # one\nB="2" # two\nC=#\nD=a#b\nE="open\nF="x"')).toEqual([
    { name: 'A', value: '1' },
    { name: 'B', value: '2' },
    { name: 'C', value: '' },
    { name: 'D', value: 'a#b' },
    { name: 'E', value: '"open' },
    { name: 'F', value: 'x' },
  ]);
});

test.each(['API_KEY', 'hello there', '', '# only', 'A=1\nno equals', '-----BEGIN KEY-----\nMII=\n-----END KEY-----'])(
  '%j is no .env file',
  (text) => expect(parseEnv(text)).toBeNull(),
);
