import { expect, test } from '@jest/globals';
import { manifestOf, manifestPage, placeOf } from './setup.rules.js';

const configured = { url: 'http://127.0.0.1:9', apiUrl: 'http://127.0.0.1:9/api' };

test.each([
  ['https://github.com', 'https://github.com', 'https://api.github.com'],
  ['https://octo.ghe.com/', 'https://octo.ghe.com', 'https://api.octo.ghe.com'],
  ['https://github.acme.example/login', 'https://github.acme.example', 'https://github.acme.example/api/v3'],
  ['http://127.0.0.1:9', configured.url, configured.apiUrl],
])('the API of %s is found', (given, url, apiUrl) => {
  expect(placeOf(given, configured)).toEqual({ url, apiUrl });
});

test('an App is made for an account or for an organisation', () => {
  const github = { url: 'https://github.com', apiUrl: '' };
  expect(manifestPage(github, null, 's')).toBe('https://github.com/settings/apps/new?state=s');
  expect(manifestPage(github, 'acme', 's')).toBe('https://github.com/organizations/acme/settings/apps/new?state=s');
});

test('the manifest asks for what the platform uses, with a name that GitHub takes', () => {
  expect(manifestOf('https://tools.a-very-long-name-of-a-company.example/')).toMatchObject({
    name: 'Toolyard tools.a-very-long-name-of',
    hook_attributes: { url: 'https://tools.a-very-long-name-of-a-company.example/webhooks/github' },
    default_permissions: { contents: 'read', checks: 'write', deployments: 'write' },
    default_events: ['push', 'repository'],
  });
});
