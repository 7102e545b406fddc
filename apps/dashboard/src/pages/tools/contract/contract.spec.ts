import { describe, expect, test } from '@jest/globals';
import type { Tool } from '../../../api/servers/tools.js';
import { changedSections, changedTools } from './contract.js';

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({ name, inputSchema: {} as never, ...more });

describe('what a deployment changed in the tools', () => {
  test('the names in `changes` lead to the tools before and after', () => {
    const changes = changedTools(
      { added: ['d'], changed: ['b'], dropped: ['a'] },
      [tool('a'), tool('b', { description: 'old' }), tool('c')],
      [tool('b', { description: 'new' }), tool('c'), tool('d')],
    );
    expect([changes.added, changes.dropped].map((list) => list.map(({ name }) => name))).toEqual([['d'], ['a']]);
    expect(changes.changed.map(({ before, after }) => [before.description, after.description])).toEqual([
      ['old', 'new'],
    ]);
  });

  test('a name without a tool is left out', () => {
    expect(changedTools({ added: ['x'], changed: ['y'], dropped: ['z'] }, [], [tool('y')])).toEqual({
      added: [],
      changed: [],
      dropped: [],
    });
  });

  test('only the sections that differ are shown', () => {
    const before = tool('a', { description: 'old', title: 'A' });
    const after = tool('a', { description: 'new', title: 'A' });
    expect(changedSections(before, after).map(({ title }) => title)).toEqual(['Description']);
  });

  test('another order of keys in a schema is not a difference', () => {
    const left = tool('a', { inputSchema: { type: 'object', required: [] } as never });
    const right = tool('a', { inputSchema: { required: [], type: 'object' } as never });
    expect(changedSections(left, right)).toEqual([]);
  });
});
