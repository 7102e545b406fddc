import { expect, test } from '@jest/globals';
import { withServerScopes } from './protected-resources.js';

test("a client that asks for none of the server's scopes gets all, and calling tools brings connecting", () => {
  expect(withServerScopes(undefined)).toBe('mcp mcp:call');
  expect(withServerScopes('')).toBe('mcp mcp:call');
  expect(withServerScopes('openid profile')).toBe('openid profile mcp mcp:call');
  expect(withServerScopes('mcp')).toBe('mcp');
  expect(withServerScopes('mcp:call')).toBe('mcp:call mcp');
});
