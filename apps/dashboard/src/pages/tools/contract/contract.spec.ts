import { describe, expect, test } from '@jest/globals';
import type { Tool } from '../../../domain/tool-figures.js';
import { changedSections, contractChanges } from './contract.js';

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({ name, inputSchema: {} as never, ...more });

describe('what a deployment changed in the tools', () => {
  test('tools are told apart by name, and compared by everything a caller sees', () => {
    const changes = contractChanges(
      [tool('a'), tool('b', { description: 'old' }), tool('c')],
      [tool('b', { description: 'new' }), tool('c'), tool('d')],
    );
    expect([changes.added, changes.dropped].map((list) => list.map(({ name }) => name))).toEqual([['d'], ['a']]);
    expect(changes.changed.map(({ after }) => after.name)).toEqual(['b']);
  });

  test('the order of keys in a schema is no change', () => {
    const left = tool('a', { inputSchema: { type: 'object', required: [] } as never });
    const right = tool('a', { inputSchema: { required: [], type: 'object' } as never });
    expect(contractChanges([left], [right]).changed).toEqual([]);
  });

  test('only the parts that differ are shown', () => {
    expect(
      changedSections(tool('a', { description: 'old', title: 'A' }), tool('a', { description: 'new', title: 'A' })).map(
        ({ title }) => title,
      ),
    ).toEqual(['Description']);
  });
});
