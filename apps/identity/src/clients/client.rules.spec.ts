import { describe, expect, test } from '@jest/globals';
import { clientProblem, limits, redirectProblem, redirectTarget, shownName, tidied } from './client.rules.js';

const client = (overrides: Record<string, unknown> = {}) => ({
  client_name: 'Client',
  redirect_uris: ['https://client.test/callback'],
  ...overrides,
});

describe('where a client may be sent back to', () => {
  test('is https anywhere, http on this computer, and a scheme of its own', () => {
    const allowed = [
      'https://client.test/callback?x=1',
      'http://localhost:33418/',
      'http://127.0.0.1/callback',
      'http://[::1]:5000/cb',
      'cursor://anysphere.cursor-retrieval/oauth',
      'com.example.app:/callback',
      'vscode://vendor.extension/cb',
    ];
    for (const uri of allowed) expect([uri, redirectProblem(uri)]).toEqual([uri, undefined]);
  });

  test('is no scheme that a browser handles, no address inside a network, and no wildcard', () => {
    const refused = [
      'http://client.test/callback',
      'http://10.0.0.1/cb',
      'http://localhost.evil.test/cb',
      'http://127.0.0.1.evil.test/',
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'blob:https://client.test/x',
      'ms-settings:privacy',
      'intent://x#Intent;end',
      'https://*.client.test/cb',
      'https://client.test/*',
      'https://client.test/cb#fragment',
      'https://client.test/cb#',
      'https://user:secret@client.test/cb',
      'https://client.test\\@evil.test/cb',
      'https://client.test/c b',
      '/callback',
      'client.test',
      '',
      `https://client.test/${'a'.repeat(limits.redirectUriLength)}`,
    ];
    for (const uri of refused) expect([uri, typeof redirectProblem(uri)]).toEqual([uri, 'string']);
  });

  test('is shown by its host in ASCII, so that look-alikes show', () => {
    expect(redirectTarget('https://аpple.com/cb')).toEqual({ kind: 'web', host: 'xn--pple-43d.com' });
    expect(redirectTarget('http://localhost:1234/cb')).toEqual({ kind: 'loopback', host: 'localhost' });
    expect(redirectTarget('cursor://x/cb')).toEqual({ kind: 'app', host: 'cursor' });
  });
});

describe('what a client says about itself', () => {
  test('is bounded in number and length', () => {
    expect(clientProblem(client())).toBeUndefined();
    expect(clientProblem(client({ redirect_uris: [] }))).toContain('redirect_uris');
    expect(clientProblem(client({ redirect_uris: undefined }))).toContain('redirect_uris');
    expect(clientProblem(client({ redirect_uris: [7] }))).toContain('not a string');
    expect(
      clientProblem(
        client({
          redirect_uris: Array.from({ length: limits.redirectUris + 1 }, (_, n) => `https://client.test/${n}`),
        }),
      ),
    ).toContain('at most');
    expect(clientProblem(client({ client_name: 'x'.repeat(limits.nameLength + 1) }))).toContain('client_name');
    expect(clientProblem(client({ tos_uri: `https://client.test/${'x'.repeat(limits.metadataLength)}` }))).toContain(
      'metadata',
    );
  });

  test('carries no scope, for that would be a ceiling, and no way of getting tokens without a person', () => {
    const tidy = tidied(
      client({
        scope: 'mcp',
        grant_types: ['client_credentials', 'implicit', 'refresh_token'],
        response_types: ['token'],
      }),
    );
    expect(tidy).not.toHaveProperty('scope');
    expect(tidy).toMatchObject({ grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] });
  });

  test('makes it a native app as soon as it is sent back to this computer or to an app, whatever it says', () => {
    expect(tidied(client({ application_type: 'native' })).application_type).toBe('web');
    expect(
      tidied(client({ redirect_uris: ['https://client.test/cb', 'http://localhost/cb'], application_type: 'web' }))
        .application_type,
    ).toBe('native');
  });

  test('is shown without invisible and bidirectional characters, on one line, and cut', () => {
    expect(shownName('Clau\u200bde\u202e\n\t Code ', 'x')).toBe('Clau de Code');
    expect(shownName('\u2066\u2069\u3164', 'client.test')).toBe('client.test');
    expect(shownName(undefined, 'client.test')).toBe('client.test');
    expect(shownName('n'.repeat(100), 'x')).toBe(`${'n'.repeat(59)}…`);
  });
});
