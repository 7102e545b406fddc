import { describe, expect, test } from '@jest/globals';
import { clientHeaderName, isClientHeader } from './client-header.rules.js';

describe("a header of a client's own", () => {
  test.each(['x-tenant-id', 'x-api-key', 'tenant', 'x_tenant', 'x-1'])('%s may reach a server', (name) => {
    expect(isClientHeader(name)).toBe(true);
  });

  test.each([
    ['authorization', "the caller's token"],
    ['cookie', 'the login session'],
    ['proxy-authorization', 'a credential of a proxy'],
    ['transfer-encoding', 'framing'],
    ['content-length', 'framing'],
    ['content_length', 'framing where _ is read as -'],
    ['host', 'what the server checks against DNS rebinding'],
    ['connection', 'the connection'],
    ['mcp-session-id', 'the protocol'],
    ['mcp-anything', 'the protocol'],
    ['last-event-id', 'the protocol'],
    ['x-forwarded-for', 'the address of the client'],
    ['x_forwarded_for', 'the same where _ is read as -'],
    ['forwarded', 'the address of the client'],
    ['x-toolyard-user', 'the identity that the platform adds'],
    ['x-credential-api-key', 'the credential that the platform adds'],
    ['x-http-method-override', 'another method than the one that was checked'],
    ['sec-fetch-site', 'what browsers say'],
    ['', 'no name'],
    ['x tenant', 'no name'],
    ['x:tenant', 'no name'],
    ['x-tenant\r\nhost', 'no name'],
    ['X-Tenant', 'not in lower case'],
    ['x'.repeat(65), 'too long'],
  ])('%j may not: %s', (name) => {
    expect(isClientHeader(name)).toBe(false);
  });

  test('is compared in lower case', () => {
    expect(clientHeaderName(' X-Tenant-Id ')).toBe('x-tenant-id');
  });
});
