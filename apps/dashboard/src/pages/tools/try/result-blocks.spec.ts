import { describe, expect, test } from '@jest/globals';
import { blocksOf, isOpenable } from './result-blocks.js';

const kinds = (...content: unknown[]) => blocksOf({ content }).map(({ kind }) => kind);

describe('what a tool answered', () => {
  test('text stays text, and text that is JSON is shown as such', () => {
    expect(
      kinds({ type: 'text', text: '<b>hi</b>' }, { type: 'text', text: '{"a":1}' }, { type: 'text', text: '{oops' }),
    ).toEqual(['text', 'json', 'text']);
  });

  test('only pictures that cannot carry scripts are shown', () => {
    expect(
      kinds(
        { type: 'image', mimeType: 'image/png', data: 'AAAA' },
        { type: 'image', mimeType: 'image/svg+xml', data: 'AAAA' },
        { type: 'image', mimeType: 'image/png', data: '"><script>' },
      ),
    ).toEqual(['image', 'media', 'media']);
  });

  test('structured content comes after the blocks', () => {
    expect(blocksOf({ content: [{ type: 'text', text: 'x' }], structuredContent: { a: 1 } }).at(-1)).toEqual({
      kind: 'json',
      value: { a: 1 },
    });
  });

  test('unknown blocks and nonsense are shown as JSON', () => {
    expect(kinds({ type: 'hologram' }, 7, null)).toEqual(['json', 'json', 'json']);
    expect(blocksOf('text')).toEqual([{ kind: 'json', value: 'text' }]);
    expect(blocksOf({ content: 'x' })).toEqual([]);
  });

  test('addresses that run something are not opened', () => {
    expect(['https://example.com/a', 'http://x'].every(isOpenable)).toBe(true);
    expect(['javascript:alert(1)', 'data:text/html,x', 'file:///etc', ' https://x', 'https://'].some(isOpenable)).toBe(
      false,
    );
  });
});
