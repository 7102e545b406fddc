import { describe, expect, test } from '@jest/globals';
import { ruleKindOf, ruleOf, ruleText, selectionOf } from './rules.js';

const present = ['a', 'b', 'c'];

describe('a rule and its selected tools', () => {
  test.each([
    [{ access: 'only', tools: ['a'] }, ['a'], false],
    [{ access: 'except', tools: ['a'] }, ['b', 'c'], true],
    [{ access: 'all' }, ['a', 'b', 'c'], true],
    [{ access: 'none' }, [], false],
  ] as const)('%j selects %j', (rule, selected, newTools) => {
    const shown = selectionOf(rule as never, 'none', present);
    expect([[...shown.tools], shown.newTools]).toEqual([selected, newTools]);
  });

  test('a selection becomes the rule that it came from', () => {
    for (const rule of [
      { access: 'only' as const, tools: ['b'] },
      { access: 'except' as const, tools: ['c'] },
    ])
      expect(ruleOf(selectionOf(rule, 'all', present), present, rule)).toEqual(rule);
  });

  test('the name of an absent tool is kept, unless the list changes between allowed and denied tools', () => {
    const before = { access: 'only' as const, tools: ['a', 'gone'] };
    expect(ruleOf({ tools: new Set(['a', 'b']), newTools: false }, present, before)).toEqual({
      access: 'only',
      tools: ['a', 'b', 'gone'],
    });
    expect(ruleOf({ tools: new Set(['a', 'b']), newTools: true }, present, before)).toEqual({
      access: 'except',
      tools: ['c'],
    });
  });
});

test('a server without a rule follows the default, and the row says so', () => {
  expect([ruleKindOf(undefined), ruleKindOf({ access: 'except', tools: [] })]).toEqual(['default', 'some']);
  expect(ruleText(undefined, 'none', 3)).toBe('No tool, by default');
  expect(ruleText({ access: 'only', tools: ['a'] }, 'all', 3)).toBe('1 of 3 tools; new tools denied');
});
