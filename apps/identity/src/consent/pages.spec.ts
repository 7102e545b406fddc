import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { csrfToken, isCsrfToken, isForeign, readForm } from './form-body.js';
import { html } from './html-template.js';
import { consentPage } from './pages.js';

const posted = (body: string, type = 'application/x-www-form-urlencoded') =>
  Object.assign(Readable.from([Buffer.from(body)]), {
    headers: { 'content-type': type },
  }) as unknown as IncomingMessage;
const hostile = `"><script>alert('x')</script>&`;

describe('a page', () => {
  test('escapes what it is given, in text and in attributes', () => {
    expect(html`<a title="${hostile}">${hostile}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">' +
        '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</a>',
    );
    const target = { kind: 'web', host: hostile } as const;
    const page = consentPage(
      { path: hostile, csrf: hostile },
      {
        client: { name: hostile, target, vouchedBy: hostile },
        server: { name: hostile, address: hostile },
        scopes: ['mcp', hostile],
        person: hostile,
      },
    );
    expect(page).not.toContain('<script');
  });

  test('warns unless the host that vouches for the client is the one that it returns to', () => {
    const shown = (target: Parameters<typeof consentPage>[1]['client']['target'], vouchedBy?: string) =>
      consentPage(
        { path: '/p', csrf: 'c' },
        {
          client: { name: 'Client', target, vouchedBy },
          server: { name: 'Server', address: 'a' },
          scopes: ['mcp'],
          person: 'Ann',
        },
      );
    expect(shown({ kind: 'web', host: 'client.test' }, 'client.test')).not.toContain('class="note"');
    expect(shown({ kind: 'web', host: 'client.test' }, 'other.test')).toContain('This name is not verified');
    expect(shown({ kind: 'web', host: 'client.test' })).toContain('its name is not verified');
    expect(shown({ kind: 'loopback', host: 'localhost' }, 'client.test')).toContain('a program on this computer');
    expect(shown({ kind: 'app', host: 'cursor' })).toContain('an app on this device');
  });
});

describe('a form', () => {
  test('counts only with the token of its step and login session', () => {
    const key = randomBytes(32);
    const token = csrfToken(key, 'step', 'session');
    expect(isCsrfToken(token, csrfToken(key, 'step', 'session'))).toBe(true);
    for (const other of [
      csrfToken(key, 'step', 'other'),
      csrfToken(key, 'step', undefined),
      csrfToken(key, 'other', 'session'),
      csrfToken(randomBytes(32), 'step', 'session'),
      '',
    ]) {
      expect(isCsrfToken(token, other)).toBe(false);
    }
    expect(isCsrfToken(null, token)).toBe(false);
  });

  test('is not taken from another origin, and a browser that says nothing is decided by the token', () => {
    const here = 'https://tools.test';
    expect(
      [{}, { origin: here }, { origin: here, 'sec-fetch-site': 'same-origin' }].map((headers) =>
        isForeign(headers, here),
      ),
    ).toEqual([false, false, false]);
    expect(
      [
        { origin: 'null' },
        { origin: 'https://evil.test' },
        { origin: 'http://tools.test' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ].map((headers) => isForeign(headers, here)),
    ).toEqual([true, true, true, true, true]);
  });

  test('is read when it is a form, and not too long', async () => {
    expect((await readForm(posted('a=1&b=%20x')))?.get('b')).toBe(' x');
    expect(await readForm(posted('{"a":1}', 'application/json'))).toBeUndefined();
    expect(await readForm(posted(`a=${'x'.repeat(20_000)}`))).toBeUndefined();
  });
});
