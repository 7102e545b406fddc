import type { DataOf, PublishedEvents, PublishedNoun } from '@toolyard/contracts';

/** One example of the stored data of every published event. An event type without one does not compile. */
type EventExamples = {
  [Noun in PublishedNoun]: {
    [Type in PublishedEvents[Noun]['type']]: DataOf<PublishedEvents[Noun], Type>;
  };
};

const at = '2026-11-27T12:00:00.000Z';
const later = '2026-12-27T12:00:00.000Z';
const actor = { kind: 'user' as const, id: 'usr_1', name: 'Ada', userId: 'usr_1' };
const by = { actor, at };
const server = { serverId: 'srv_1' };
const deployment = { deploymentId: 'dep_1' };
const user = { userId: 'usr_1' };
const group = { groupId: 'grp_1' };
const client = { connectionId: 'con_1', userId: 'usr_1', clientId: 'cli_1', clientName: 'Editor', serverId: 'srv_1' };
const sealed = { dataKeyId: 'key_1', nonce: 'bm9uY2U=', ciphertext: 'c2VhbGVk', tag: 'dGFn' };
const image = { digest: `sha256:${'a'.repeat(64)}`, tag: 'toolyard/weather:1', sizeBytes: 81_000_000 };
const run = {
  port: 8080,
  paths: ['/mcp'],
  command: ['node', 'server.js'],
  startupSeconds: 60,
  memoryMb: 512,
  cpus: 0.5,
  pids: 256,
  sandbox: 'gvisor' as const,
  environment: { TOOLYARD_COMMIT: 'abc' },
};
const stages = [{ name: 'fetch' as const, startedAt: at, endedAt: null }];
const plan = {
  lines: [{ key: 'runtime', value: 'node', from: 'package.json', overridable: true, field: 'node' }],
  ignored: [{ what: 'Procfile', why: 'It has no web process.' }],
};
const oauth2 = {
  method: 'oauth2' as const,
  authorizationUrl: 'https://provider.test/authorize',
  tokenUrl: 'https://provider.test/token',
  clientId: 'toolyard',
  scopes: ['read'],
};

export const eventExamples: EventExamples = {
  server: {
    ServerCreated: {
      ...server,
      slug: 'weather',
      name: 'Weather',
      description: '',
      visibility: 'private',
      access: 'organisation',
      source: { provider: 'github', repository: 'acme/weather', branch: 'main', watchPaths: ['src/**'] },
      auth: oauth2,
      replicas: 1,
      headers: ['x-tenant'],
      limits: { perCaller: 60, tools: [{ name: 'forecast', perCaller: 6 }] },
      adoptsRepository: true,
      ...by,
    },
    ServerEdited: { ...server, name: 'Weather 2', source: { provider: 'git', repository: 'weather' }, ...by },
    ServerDisabled: { ...server, ...by },
    ServerEnabled: { ...server, ...by },
    ServerDeleted: { ...server, slug: 'weather', ...by },
    ServerAbandoned: { ...server, slug: 'weather', at },
  },
  slug: {
    SlugReserved: { slug: 'weather', ...server, at },
    SlugReleased: { slug: 'weather', ...server, at },
  },
  deployment: {
    DeploymentRequested: {
      ...deployment,
      ...server,
      slug: 'weather',
      repository: 'weather',
      commit: { sha: 'a'.repeat(40), message: 'Add rain', author: 'Ada', at },
      trigger: 'rollback',
      image,
      run,
      ...by,
    },
    BuildStarted: { ...deployment, worker: 'builds-1', attempt: 1, at },
    StageStarted: { ...deployment, attempt: 1, stage: 'dependencies', at },
    ImageBuilt: { ...deployment, image, run, generatedDockerfile: 'FROM node:24-slim', plan, stages, at },
    CandidateStarted: { ...deployment, containers: ['c1'], at },
    ToolsDiscovered: {
      ...deployment,
      tools: [{ name: 'forecast', title: 'Forecast', inputSchema: { type: 'object' }, annotations: {} }],
      changes: { added: ['forecast'], changed: [], dropped: [] },
      endpoint: {
        port: 8080,
        path: '/mcp',
        transport: 'streamable-http',
        eras: ['modern', 'legacy'],
        protocolVersion: '2026-07-28',
        serverInfo: { name: 'weather', version: '1.0.0' },
      },
      at,
    },
    Promoted: { ...deployment, ...server, previous: 'dep_0', at },
    Failed: {
      ...deployment,
      stage: 'image',
      code: 'build_failed',
      reason: 'The build ended with 1.',
      stages,
      plan,
      at,
    },
    Superseded: { ...deployment, by: 'dep_2', at },
    Cancelled: { ...deployment, by: actor, at },
    Retired: { ...deployment, at },
  },
  buildsettings: {
    BuildSettingsChanged: {
      ...server,
      settings: { port: 8080, path: ['/mcp', '/'], transport: 'stdio', resources: { memoryMb: 256 } },
      ...by,
    },
  },
  githubsource: {
    GitHubRepositoryConnected: { ...server, repositoryId: 1, fullName: 'acme/weather', at },
    GitHubRepositoryMoved: { ...server, fullName: 'acme/rain', at },
    GitHubRepositoryLost: { ...server, problem: 'suspended', at },
    GitHubHeadSkipped: { ...server, sha: 'a'.repeat(40), reason: 'skip_deploy', at },
  },
  githubapp: {
    GitHubAppConnected: {
      appId: 1,
      slug: 'toolyard',
      name: 'Toolyard',
      url: 'https://github.com/apps/toolyard',
      githubUrl: 'https://github.com',
      apiUrl: 'https://api.github.com',
      keysVersion: 1,
      ...by,
    },
    GitHubAppDisconnected: { appId: 1, keysVersion: 1, ...by },
  },
  variables: {
    VariableSet: { ...server, name: 'TOKEN', value: sealed, version: 1, ...by },
    VariableRemoved: { ...server, name: 'TOKEN', ...by },
    VariablesDropped: { ...server, at },
  },
  credential: {
    CredentialSet: { ...server, ...user, values: { TOKEN: sealed }, version: 1, ...by },
    CredentialConnected: { ...server, ...user, tokens: sealed, version: 1, scopes: ['read'], expiresAt: null, ...by },
    CredentialRefreshed: { ...server, ...user, tokens: sealed, version: 2, scopes: [], expiresAt: later, at },
    CredentialFailed: { ...server, ...user, reason: 'expired', error: 'Connect again.', at },
    CredentialRemoved: { ...server, ...user, reason: 'server_deleted', at },
  },
  clientsecret: {
    ClientSecretSet: { ...server, value: sealed, version: 1, ...by },
    ClientSecretRemoved: { ...server, at },
  },
  githubkeys: {
    GitHubKeysSet: { value: sealed, version: 1, ...by },
    GitHubKeysRemoved: { version: 1, at },
  },
  user: {
    UserRegistered: {
      ...user,
      name: 'Ada',
      email: 'ada@acme.test',
      role: 'developer',
      groupIds: ['grp_1'],
      provider: 'scim',
      externalId: '7',
      ...by,
    },
    ServiceAccountCreated: { ...user, name: 'CI', role: 'member', groupIds: [], ...by },
    UserEdited: { ...user, role: 'admin', ...by },
    UserDisabled: { ...user, ...by },
    UserEnabled: { ...user, ...by },
    UserDeleted: { ...user, ...by },
    UserAbandoned: { ...user, at },
    PasswordSet: { ...user, hash: '$argon2id$…', ...by },
    PasswordLinkMade: { ...user, digest: 'd', expiresAt: later, ...by },
    OutsideIdentityLinked: { ...user, issuer: 'https://provider.test', subject: '7', ...by },
    GroupJoined: { ...user, ...group, source: 'manual', ...by },
    GroupLeft: { ...user, ...group, ...by },
    UserSignedIn: { ...user, method: 'password', ...by },
    SecondFactorSet: { ...user, method: 'totp', secret: 's', step: 1, digests: ['d'], ...by },
    RecoveryCodesMade: { ...user, digests: ['d'], ...by },
    SecondFactorUsed: { ...user, method: 'totp', step: 2, ...by },
    RecoveryCodeUsed: { ...user, digest: 'd', left: 9, ...by },
    PasskeyRegistered: {
      ...user,
      passkeyId: 'cA',
      name: 'Laptop',
      publicKey: 'a2V5',
      counter: 0,
      transports: ['internal'],
      digests: ['d'],
      ...by,
    },
    PasskeyUsed: { ...user, passkeyId: 'cA', counter: 0, ...by },
    PasskeyRemoved: { ...user, passkeyId: 'cA', name: 'Laptop', ...by },
    SecondFactorRemoved: { ...user, ...by },
    UserSignedOut: { ...user, ...by },
    SessionsEnded: { ...user, ...by },
  },
  invitation: {
    InvitationMade: {
      invitationId: 'inv_1',
      email: 'bob@acme.test',
      role: 'member',
      groupIds: [],
      digest: 'd',
      expiresAt: later,
      ...by,
    },
    InvitationAccepted: { invitationId: 'inv_1', ...user, at },
    InvitationWithdrawn: { invitationId: 'inv_1', ...by },
  },
  group: {
    GroupCreated: { ...group, name: 'All', description: '', isDefault: true, defaultAccess: 'none', ...by },
    GroupEdited: { ...group, defaultAccess: 'all', ...by },
    GroupRuleSet: { ...group, ...server, rule: { access: 'only', tools: ['forecast'] }, ...by },
    GroupRuleRemoved: { ...group, ...server, ...by },
    GroupDeleted: { ...group, ...by },
  },
  apikey: {
    ApiKeyCreated: {
      keyId: 'key_1',
      name: 'CI',
      prefix: 'ty_ab',
      digest: 'd',
      ...user,
      rights: ['call', 'deploy'],
      servers: ['srv_1'],
      expiresAt: null,
      ...by,
    },
    ApiKeyReplaced: { keyId: 'key_1', prefix: 'ty_cd', digest: 'd', ...by },
    ApiKeyRevoked: { keyId: 'key_1', ...by },
  },
  organisation: {
    OrganisationSetUp: { ...user, digest: 'd', at },
    AdminAppointed: { ...user, at },
    AdminDismissed: { ...user, at },
    SecondFactorRuleSet: { required: true, ...by },
    QuotaSet: { quota: 'servers_per_account', subjectId: null, limit: 20, ...by },
  },
  connection: {
    ClientConnected: {
      ...client,
      clientHost: 'editor.test',
      resource: 'https://toolyard.test/s/weather/mcp',
      scopes: ['call'],
      ...by,
    },
    ClientDisconnected: { ...client, reason: 'reused', ...by },
  },
};
