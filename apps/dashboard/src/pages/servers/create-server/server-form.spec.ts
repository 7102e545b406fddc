import { describe, expect, test } from '@jest/globals';
import { newVariable } from '../../../domain/servers/variable.rules.js';
import {
  emptyForm,
  formField,
  newField,
  problemsOf,
  requestOf,
  type ServerForm,
  stepOf,
  suggestedRepository,
} from './server-form.js';

const form = (part: Partial<ServerForm> = {}): ServerForm => ({ ...emptyForm, name: 'Weather', ...part });

describe('the first step', () => {
  test('needs a name of 1 to 100 characters', () => {
    expect(problemsOf(0, form({ name: '  ' }))).toHaveProperty('name');
    expect(problemsOf(0, form({ name: 'x'.repeat(101) }))).toHaveProperty('name');
    expect(problemsOf(0, form({ name: 'x'.repeat(100) }))).toEqual({});
  });

  test.each(['-a', '.a', 'a b', 'a/b', 'a.git', 'a..b', 'ä'])('refuses the repository %s', (repository) =>
    expect(problemsOf(0, form({ repository }))).toHaveProperty('repository'),
  );

  test('takes letters, digits, -, _ and . for a repository, and a new one without a name', () => {
    for (const repository of ['Mono_repo.v2', 'a-b', '_x', '']) expect(problemsOf(0, form({ repository }))).toEqual({});
    expect(problemsOf(0, form({ repositoryKind: 'existing' }))).toHaveProperty('repository');
  });

  test('needs owner and name of a repository on GitHub, and a branch', () => {
    const github = { provider: 'github', repository: 'acme/tools' } as const;
    expect(problemsOf(0, form(github))).toEqual({});
    expect(problemsOf(0, form({ ...github, repository: 'tools' }))).toHaveProperty('repository');
    expect(problemsOf(0, form({ ...github, branch: ' ' }))).toHaveProperty('branch');
  });

  test('takes a folder inside the repository, or none', () => {
    const inFolder = (rootFolder: string) =>
      Object.keys(problemsOf(0, form({ provider: 'github', repository: 'acme/tools', rootFolder })));
    expect([inFolder(''), inFolder('servers/weather')]).toEqual([[], []]);
    expect(['/servers', '../other', 'a/../..'].map(inFolder)).toEqual(Array(3).fill(['rootFolder']));
  });

  test('becomes a source with branch and watched paths', () => {
    const github = { provider: 'github', repository: ' acme/tools ', watchPaths: ['src/**'] } as const;
    expect(requestOf(form({ ...github, watchPaths: [...github.watchPaths] })).source).toEqual({
      provider: 'github',
      repository: 'acme/tools',
      branch: 'main',
      watchPaths: ['src/**'],
    });
  });
});

describe('the second step', () => {
  test('finds the problem of each field of a credential', () => {
    const fields = [
      { ...newField(), name: 'API_KEY', label: 'Key' },
      { ...newField(), name: 'API_KEY', label: '' },
      { ...newField(), name: '1', label: 'x' },
    ];
    expect(Object.keys(problemsOf(1, form({ method: 'credentials', fields })))).toEqual([
      'fields.1.name',
      'fields.1.label',
      'fields.2.name',
    ]);
    expect(problemsOf(1, form({ method: 'credentials' }))).toHaveProperty('fields');
  });

  test('asks for the addresses of an upstream provider, and only for http ones', () => {
    const oauth = {
      ...emptyForm.oauth,
      authorizationUrl: 'javascript:alert(1)',
      tokenUrl: 'https://id.example/token',
      clientId: 'x',
    };
    expect(Object.keys(problemsOf(1, form({ method: 'oauth2', oauth })))).toEqual(['oauth.authorizationUrl']);
  });

  test('fields of another method are not checked', () =>
    expect(problemsOf(1, form({ fields: [newField()] }))).toEqual({}));

  test('refuses variables that are reserved or repeated', () => {
    const variables = [newVariable('A', '1'), newVariable('A', '2'), newVariable('TOOLYARD_X', '3')];
    expect(Object.keys(problemsOf(1, form({ variables })))).toEqual(['variables.1.name', 'variables.2.name']);
  });
});

describe('the request', () => {
  test('holds what was chosen and nothing else', () => {
    const fields = [{ ...newField(), name: 'API_KEY', label: ' Key ', placeholder: ' ' }];
    expect(
      requestOf(form({ name: ' Weather ', method: 'credentials', fields, variables: [newVariable('A', 'secret')] })),
    ).toEqual({
      name: 'Weather',
      description: '',
      access: 'organisation',
      source: { provider: 'git' },
      auth: { method: 'credentials', fields: [{ name: 'API_KEY', label: 'Key', secret: true }] },
    });
  });

  test('never holds the client secret, which goes its own way', () => {
    const oauth = {
      ...emptyForm.oauth,
      authorizationUrl: 'https://a.example',
      tokenUrl: 'https://t.example',
      clientId: 'c',
      clientSecret: 'hush',
      scopes: ['read'],
    };
    expect(JSON.stringify(requestOf(form({ method: 'oauth2', oauth })))).not.toContain('hush');
  });
});

test('a refusal of the API leads to the step and field that it means', () => {
  expect(
    ['name', 'source.repository', 'auth.fields.0.label', 'auth.tokenUrl'].map((field) => [
      formField(field),
      stepOf(field),
    ]),
  ).toEqual([
    ['name', 0],
    ['repository', 0],
    ['fields.0.label', 1],
    ['oauth.tokenUrl', 1],
  ]);
});

test('a repository is suggested from the name', () => {
  expect(['Ticket search', '  Déjà Vu!! ', 'Search & replace', 'New', '🌩️'].map(suggestedRepository)).toEqual([
    'ticket-search',
    'deja-vu',
    'search-and-replace',
    'new-server',
    '',
  ]);
});
