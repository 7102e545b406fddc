import { describe, expect, test } from '@jest/globals';
import { mcpAddress } from './mcp-address.js';

describe('the address of an MCP endpoint', () => {
  test('has the slug and the endpoint', () => {
    expect(mcpAddress('/s/tools/mcp')).toEqual({
      slug: 'tools',
      endpoint: 'mcp',
      inner: '',
      query: '',
      ownHost: false,
    });
    expect(mcpAddress('/s/tools/mcp/?x=1')).toMatchObject({ endpoint: 'mcp', query: '?x=1' });
    expect(mcpAddress('/s/tools/sse')).toMatchObject({ endpoint: 'sse', inner: '' });
    expect(mcpAddress('/s/tools/sse/messages?sessionId=1')).toMatchObject({
      endpoint: 'sse',
      inner: '/messages?sessionId=1',
    });
    for (const path of ['/s/tools', '/s/tools/other', '/s//mcp', '/s/tools/mcp/more', '/x/tools/mcp'])
      expect(mcpAddress(path)).toBeNull();
  });
});
