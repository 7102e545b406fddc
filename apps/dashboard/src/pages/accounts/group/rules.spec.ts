import { describe, expect, test } from '@jest/globals';
import { choiceOf, picked, ruleOf, ruleText } from './rules.js';

const known = ['a', 'b', 'c'];

describe('a rule and its ticks', () => {
  test.each([
    [{ access: 'only', tools: ['a'] }, ['a'], false],
    [{ access: 'except', tools: ['a'] }, ['b', 'c'], true],
    [{ access: 'all' }, ['a', 'b', 'c'], true],
    [{ access: 'none' }, [], false],
  ] as const)('%j ticks %j', (rule, ticked, newTools) => {
    const shown = picked(rule as never, 'none', known);
    expect([[...shown.tools], shown.newTools]).toEqual([ticked, newTools]);
  });

  test('say the same after a round trip', () => {
    for (const rule of [
      { access: 'only' as const, tools: ['b'] },
      { access: 'except' as const, tools: ['c'] },
    ])
      expect(ruleOf(picked(rule, 'all', known), known, rule)).toEqual(rule);
  });

  test('keep the name of a tool that is gone for now, and forget it when the meaning of the list turns around', () => {
    const before = { access: 'only' as const, tools: ['a', 'gone'] };
    expect(ruleOf({ tools: new Set(['a', 'b']), newTools: false }, known, before)).toEqual({
      access: 'only',
      tools: ['a', 'b', 'gone'],
    });
    expect(ruleOf({ tools: new Set(['a', 'b']), newTools: true }, known, before)).toEqual({
      access: 'except',
      tools: ['c'],
    });
  });
});

test('a server without a rule follows the default, and the row says so', () => {
  expect([choiceOf(undefined), choiceOf({ access: 'except', tools: [] })]).toEqual(['default', 'some']);
  expect(ruleText(undefined, 'none', 3)).toBe('No tool, by default');
  expect(ruleText({ access: 'only', tools: ['a'] }, 'all', 3)).toBe('1 of 3 tools; new ones refused');
});
