import { expect, test } from '@jest/globals';
import { compareTools } from './tool-changes.js';

test('a tool has changed when a caller can see a difference; the order of schema keys is none', () => {
  const before = [
    { name: 'a', inputSchema: { type: 'object', properties: {} } },
    { name: 'b', inputSchema: {} },
    { name: 'c', inputSchema: {} },
  ];
  const after = [
    { name: 'a', inputSchema: { properties: {}, type: 'object' } },
    { name: 'b', description: 'new', inputSchema: {} },
    { name: 'd', inputSchema: {} },
  ];
  expect(compareTools(before, after)).toEqual({ added: ['d'], changed: ['b'], dropped: ['c'] });
});
