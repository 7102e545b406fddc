import { defineConfig } from 'oxlint';

/**
 * What a program can check of docs/style.md. A later override of a rule replaces an earlier one, so each restriction of
 * imports is written with all its patterns.
 */

const imports = (...patterns: object[]) => ({ 'no-restricted-imports': ['error', { patterns }] as const });
const only = (packages: string[], message: string) => ({
  group: ['@toolyard/*', ...packages.map((name) => `!@toolyard/${name}`)],
  message,
});

const libraries = ['contracts', 'event-store', 'mcp', 'messaging', 'service'];
const byName = { group: ['**/libs/**', '../../*/src/**'], message: 'Import a library by its name.' };
const ofApps = only(
  libraries.flatMap((name) => (name === 'contracts' ? [name] : [name, `${name}/*`])),
  'Apps talk to each other through requests and events, never by import.',
);
const ofContracts = {
  group: ['@toolyard/*', 'node:*', '@nestjs/*', '@nats-io/*', '@eventstore/*'],
  message: 'contracts depends on nothing, so that a browser can import it.',
};
const ofMcpGateway = only(['contracts', 'service'], 'mcp/ uses contracts and service.');
const ofDashboard = {
  group: ['@toolyard/*', '!@toolyard/contracts', 'node:*'],
  message: 'The dashboard runs in a browser: of the libraries it imports only contracts.',
};
const pure = {
  group: [
    ...['@toolyard/*', '!@toolyard/contracts', '!@toolyard/event-store', 'node:*', '@nestjs/*', '@nats-io/*'],
    ...['@eventstore/*', 'dockerode', 'undici', 'express', 'rxjs', '@clickhouse/*'],
  ],
  message: 'A decider or a view is a function of data: no Nest, no Node, no client.',
};

/** Folder → the folders beside it that it may import. */
type Folders = Record<string, string[]>;

const folders: Record<string, { from: object[]; folders: Folders; neither?: string }> = {
  'libs/contracts/src': {
    from: [ofContracts],
    folders: {
      installation: [],
      rules: [],
      events: ['rules'],
      answers: ['events', 'rules'],
      messages: ['installation', 'events', 'rules', 'answers'],
    },
  },
  'apps/gateway/src/mcp': {
    from: [ofMcpGateway],
    neither: 'mcp-gateway|\\.\\./(nats|gateway\\.js)',
    folders: {
      protocol: [],
      tracing: ['protocol'],
      recording: ['protocol', 'tracing'],
      upstreams: ['protocol'],
      rights: ['protocol', 'upstreams'],
      credentials: ['protocol', 'recording'],
      sessions: ['protocol', 'recording', 'upstreams'],
      discovery: ['rights', 'upstreams'],
      exchange: ['protocol', 'tracing', 'recording', 'rights', 'sessions'],
      forwarding: ['protocol', 'recording', 'upstreams', 'rights', 'sessions', 'exchange'],
      endpoint: [
        ...['protocol', 'recording', 'upstreams', 'rights', 'credentials', 'sessions', 'discovery', 'exchange'],
        ...['forwarding', 'tracing'],
      ],
    },
  },
  'apps/builds/src': {
    from: [ofApps],
    folders: {
      'build-plan': [],
      repositories: [],
      images: ['build-plan'],
      deployments: ['images', 'repositories'],
      git: ['repositories', 'deployments'],
      'build-settings': ['build-plan', 'deployments'],
      building: ['build-plan', 'build-settings', 'images', 'repositories', 'deployments'],
      sbom: ['images', 'deployments', 'building'],
      upkeep: ['build-settings', 'images', 'repositories', 'deployments', 'building', 'sbom'],
      templates: ['repositories', 'deployments', 'git'],
      github: ['build-plan', 'repositories', 'deployments', 'git', 'building', 'upkeep'],
      webhooks: ['deployments', 'github'],
    },
  },
  'apps/runtime/src': {
    from: [ofApps],
    folders: {
      containers: [],
      desired: [],
      logs: ['containers', 'desired'],
      candidates: ['containers', 'desired', 'logs'],
      reconcile: ['containers', 'desired', 'logs', 'candidates'],
    },
  },
  'apps/identity/src': {
    from: [ofApps],
    folders: {
      domain: [],
      access: ['domain'],
      directory: ['domain', 'access'],
      emails: ['domain'],
      'rate-limits': ['domain', 'directory'],
      'oauth-state': [],
      accounts: ['domain', 'directory', 'emails'],
      groups: ['domain', 'directory', 'accounts'],
      keys: ['domain', 'access', 'directory', 'accounts'],
      quotas: ['domain', 'directory', 'accounts', 'keys'],
      passwords: ['domain', 'directory', 'accounts'],
      sessions: ['domain', 'directory', 'rate-limits', 'accounts', 'passwords'],
      'second-factor': ['domain', 'directory', 'rate-limits', 'accounts', 'sessions'],
      principals: ['domain', 'directory', 'accounts', 'keys', 'sessions'],
      invitations: ['domain', 'directory', 'accounts', 'passwords'],
      'sign-in': [
        ...['domain', 'directory', 'rate-limits', 'accounts', 'groups', 'passwords', 'sessions', 'invitations'],
        'second-factor',
      ],
      scim: ['domain', 'directory', 'accounts', 'groups'],
      clients: ['domain', 'directory', 'rate-limits', 'oauth-state'],
      authorizations: ['access', 'directory', 'oauth-state', 'clients'],
      consent: ['domain', 'directory', 'oauth-state', 'sessions', 'sign-in', 'clients', 'authorizations'],
      provider: ['domain', 'access', 'directory', 'oauth-state', 'clients', 'authorizations', 'consent'],
    },
  },
  'apps/secrets/src': {
    from: [ofApps],
    folders: {
      keys: [],
      oauth: [],
      owners: [],
      store: ['keys'],
      variables: ['keys', 'owners', 'store'],
      'credential-store': ['oauth', 'store'],
      'provider-accounts': ['oauth', 'owners', 'store', 'credential-store'],
      github: ['keys', 'store'],
      credentials: ['keys', 'oauth', 'owners', 'store', 'credential-store', 'provider-accounts'],
    },
  },
  'apps/analytics/src': {
    from: [ofApps],
    folders: {
      answers: [],
      clickhouse: [],
      quotas: ['clickhouse', 'logs'],
      servers: [],
      filter: ['clickhouse'],
      figures: ['clickhouse', 'filter'],
      calls: ['clickhouse', 'filter', 'figures', 'servers'],
      logs: ['answers', 'clickhouse', 'servers'],
      audit: ['answers', 'clickhouse', 'filter'],
      ingest: ['clickhouse', 'servers', 'calls', 'logs'],
      analysis: ['clickhouse', 'filter', 'figures', 'servers'],
      activity: ['answers', 'filter', 'servers', 'figures', 'calls', 'analysis'],
      channels: [],
      alerts: ['clickhouse', 'figures', 'analysis', 'servers', 'channels'],
    },
  },
  'apps/dashboard/src': {
    from: [ofDashboard],
    folders: {
      format: [],
      api: [],
      domain: ['format', 'api'],
      ui: ['format', 'api', 'domain'],
      pages: ['format', 'api', 'domain', 'ui'],
      app: ['format', 'api', 'domain', 'ui', 'pages'],
    },
  },
};

/** The arrows between the folders, for its deciders and views with what these may not import. */
const arrows = Object.entries(folders).flatMap(([path, { from, folders: all, neither }]) =>
  Object.entries(all).flatMap(([folder, allowed]) => {
    const denied = Object.keys(all).filter((other) => other !== folder && !allowed.includes(other));
    const names = [...denied, ...(neither === undefined ? [] : [neither])].join('|');
    const arrow = {
      regex: `^(\\.\\./)+(${names})(/|\\.|$)`,
      message: `${path}/${folder} imports ${allowed.length > 0 ? allowed.join(', ') : 'no other folder'}.`,
    };
    const patterns = [...from, byName, ...(names === '' ? [] : [arrow])];
    return [
      { files: [`${path}/${folder}/**/*.{ts,tsx}`], rules: imports(...patterns) },
      { files: [`${path}/${folder}/**/*.{decider,view}.ts`], rules: imports(pure, ...patterns) },
    ];
  }),
);

export default defineConfig({
  plugins: ['typescript', 'import', 'promise', 'node', 'oxc', 'unicorn'],
  categories: { correctness: 'error' },
  options: { typeAware: true },
  ignorePatterns: [
    ...['**/dist/**', 'apps/dashboard/build/**', 'libs/contracts/src/api/schema.ts', '**/node_modules/**'],
    ...['.toolyard/**', 'examples/**', 'apps/builds/templates/**'],
  ],
  rules: {
    eqeqeq: ['error', 'smart'],
    'no-console': 'off',
    'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'typescript/consistent-type-imports': 'off',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
    'typescript/await-thenable': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/no-explicit-any': 'off',
    'typescript/require-array-sort-compare': 'off',
    'unicorn/no-empty-file': 'error',
    'unicorn/no-useless-spread': 'off',
  },
  overrides: [
    {
      files: ['*.mjs', 'tools/**', 'apps/dashboard/src/css.d.ts', 'oxlint.config.ts'],
      rules: { 'import/no-default-export': 'off' },
    },
    {
      files: ['libs/contracts/**/*.ts'],
      rules: imports(ofContracts),
    },
    {
      files: ['libs/event-store/**/*.ts'],
      rules: imports({
        group: ['@toolyard/*', '!@toolyard/contracts', '@nestjs/*'],
        message: 'event-store builds on contracts alone.',
      }),
    },
    {
      files: ['libs/messaging/**/*.ts'],
      rules: imports(only(['contracts'], 'messaging builds on contracts alone.')),
    },
    {
      files: ['libs/mcp/**/*.ts'],
      rules: imports({
        group: ['@toolyard/*', '!@toolyard/contracts', '@nestjs/*'],
        message: 'mcp builds on contracts alone.',
      }),
    },
    {
      files: ['libs/service/**/*.ts'],
      rules: imports(
        only(
          ['contracts', 'event-store', 'messaging', 'service'],
          'service builds on contracts, event-store and messaging.',
        ),
      ),
    },
    { files: ['apps/**/*.ts'], rules: imports(ofApps, byName) },
    {
      files: ['apps/dashboard/**/*.ts', 'apps/dashboard/**/*.tsx'],
      plugins: ['typescript', 'import', 'promise', 'oxc', 'unicorn', 'react', 'jsx-a11y'],
      rules: {
        'react/react-in-jsx-scope': 'off',
        'react/rules-of-hooks': 'error',
        'react/exhaustive-deps': 'error',
        'react/no-danger': 'error',
        'react/jsx-no-target-blank': 'error',
        'react/button-has-type': 'off',
        'jsx-a11y/prefer-tag-over-role': 'off',
        'jsx-a11y/no-noninteractive-tabindex': 'off',
        ...imports(ofDashboard),
      },
    },
    { files: ['**/*.decider.ts', '**/*.view.ts'], rules: imports(pure) },
    ...arrows,
    {
      files: ['tests/**/*.ts'],
      rules: imports(
        only(
          ['contracts', 'launcher', 'launcher/testing', 'mcp', 'mcp/testing', 'service', 'service/testing'],
          'The tests see an app from outside; of the launcher they use what it offers to them.',
        ),
        { group: ['**/apps/**', '**/libs/**'], message: 'Import a package by its name.' },
      ),
    },
    {
      files: ['**/*.spec.ts'],
      rules: { 'max-lines': 'off', 'no-restricted-imports': 'off', 'typescript/unbound-method': 'off' },
    },
  ],
});
