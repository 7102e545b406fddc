import { describe, expect, test } from '@jest/globals';
import type { Actor, PlatformEvent } from '@toolyard/contracts';
import type { Metadata, StoredEvent } from '@toolyard/event-store';
import { serverCreated } from '@toolyard/service/testing';
import { providedRules } from '../alerts/provided-rules.js';
import { FormerNames } from './former-names.view.js';
import { describedTypes, entryOf } from './entry.js';

type Data<Type extends PlatformEvent['type']> = Extract<PlatformEvent, { type: Type }>['data'];

const at = '2026-11-23T05:00:00.000Z';
const ann: Actor = { kind: 'user', id: 'usr_ann', name: 'Ann' };
const bob: Actor = { kind: 'user', id: 'usr_bob', name: 'Bob' };
const sha = '0123456789abcdef0123456789abcdef01234567';
const commit = { sha, message: 'Fix', author: 'Ann', at };
const sealed = { dataKeyId: 'key_1', nonce: 'SECRET', ciphertext: 'SECRET', tag: 'SECRET' };
const image = { digest: 'sha256:1', tag: 't', sizeBytes: 1 };
const run = { port: 1, paths: [], startupSeconds: 1, memoryMb: 1, cpus: 1, pids: 1 };
const dep = { deploymentId: 'dep_1', at };
const rule = providedRules['alr_error_rate']!;

/** An example of each type and the sentence it becomes; null for what has no entry. Each comes after `past`. */
const examples: { [Type in PlatformEvent['type']]: [data: Data<Type>, sentence: string | null] } = {
  ServerCreated: [
    serverCreated({ serverId: 'srv_2', slug: 'two', name: 'Two', actor: ann, at }).data,
    'Ann created the server Two.',
  ],
  ServerEdited: [
    { serverId: 'srv_1', name: 'Prime', access: 'public', actor: ann, at },
    'Ann changed name and access of the server One. It may now be called without signing in.',
  ],
  ServerDisabled: [{ serverId: 'srv_1', actor: ann, at }, 'Ann disabled the server One.'],
  ServerEnabled: [{ serverId: 'srv_1', actor: ann, at }, 'Ann enabled the server One.'],
  ServerDeleted: [{ serverId: 'srv_1', slug: 'one', actor: ann, at }, 'Ann deleted the server One.'],
  ServerAbandoned: [{ serverId: 'srv_3', slug: 'x', at }, null],
  SlugReserved: [{ slug: 'x', serverId: 'srv_3', at }, null],
  SlugReleased: [{ slug: 'x', serverId: 'srv_3', at }, null],
  DeploymentRequested: [
    {
      deploymentId: 'dep_2',
      serverId: 'srv_1',
      slug: 'one',
      repository: 'one',
      commit,
      trigger: 'push',
      actor: bob,
      at,
    },
    'Bob pushed 0123456 to One; it is being deployed.',
  ],
  BuildStarted: [{ ...dep, worker: 'w', attempt: 1 }, null],
  StageStarted: [{ ...dep, attempt: 1, stage: 'image' }, null],
  ImageBuilt: [{ ...dep, image, run, stages: [] }, null],
  CandidateStarted: [{ ...dep, containers: [] }, null],
  ToolsDiscovered: [
    {
      ...dep,
      tools: [],
      changes: { added: [], changed: [], dropped: [] },
      endpoint: {
        port: 1,
        path: '/mcp',
        transport: 'streamable-http',
        eras: [],
        protocolVersion: '',
        serverInfo: { name: '', version: '' },
      },
    },
    null,
  ],
  Promoted: [{ ...dep, serverId: 'srv_1' }, '0123456 of One went live.'],
  Failed: [
    { ...dep, stage: 'image', code: 'build_failed', reason: 'npm said no' },
    'The deployment of 0123456 of One failed.',
  ],
  Superseded: [{ ...dep, by: 'dep_2' }, 'The deployment of 0123456 of One ended, because a newer one came.'],
  Cancelled: [{ ...dep, by: bob }, 'Bob cancelled the deployment of 0123456 of One.'],
  Retired: [dep, null],
  BuildSettingsChanged: [
    { serverId: 'srv_1', settings: { node: '22' }, actor: ann, at },
    'Ann changed how One is built.',
  ],
  VariableSet: [
    { serverId: 'srv_1', name: 'API_URL', value: sealed, version: 2, actor: ann, at },
    'Ann gave a new value to the variable API_URL of One.',
  ],
  VariableRemoved: [{ serverId: 'srv_1', name: 'API_URL', actor: ann, at }, 'Ann removed the variable API_URL of One.'],
  VariablesDropped: [{ serverId: 'srv_1', at }, null],
  AlertRuleProvided: [{ alertId: 'alr_2', rule, at }, null],
  AlertRuleCreated: [{ alertId: 'alr_2', rule, actor: ann, at }, 'Ann created the alert Many calls fail.'],
  AlertRuleEdited: [
    { alertId: 'alr_1', rule: { ...rule, threshold: 0.5 }, actor: ann, at },
    'Ann changed the alert Many calls fail.',
  ],
  AlertRuleDeleted: [{ alertId: 'alr_1', actor: ann, at }, 'Ann deleted the alert Many calls fail.'],
  AlertFired: [{ alertId: 'alr_1', incidentId: 'i', serverId: 'srv_1', value: 1, calls: 20, deliveries: [], at }, null],
  AlertResolved: [{ alertId: 'alr_1', incidentId: 'i', value: 0, deliveries: [], at }, null],
  AlertAcknowledged: [
    { alertId: 'alr_1', incidentId: 'i', actor: bob, at },
    'Bob acknowledged the alert Many calls fail.',
  ],
  AlertSilenced: [
    { alertId: 'alr_1', until: at, actor: ann, at },
    `Ann silenced the alert Many calls fail until ${at}.`,
  ],
  AlertSilenceEnded: [{ alertId: 'alr_1', actor: ann, at }, 'Ann ended the silence of the alert Many calls fail.'],
  AlertDelivered: [{ alertId: 'alr_1', deliveryId: 'd', attempt: 1, at }, null],
  AlertDeliveryFailed: [{ alertId: 'alr_1', deliveryId: 'd', attempt: 1, error: 'x', nextAttemptAt: null, at }, null],
  AlertChannelCreated: [
    { channelId: 'chn_2', kind: 'slack', name: 'On call', shown: 'hooks.test', sealed: 'SECRET', actor: ann, at },
    'Ann created the channel On call for alerts.',
  ],
  AlertChannelEdited: [
    { channelId: 'chn_1', enabled: false, sealed: 'SECRET', actor: ann, at },
    'Ann changed the channel Team for alerts.',
  ],
  AlertChannelDeleted: [{ channelId: 'chn_1', actor: ann, at }, 'Ann deleted the channel Team for alerts.'],
  CredentialSet: [
    { serverId: 'srv_1', userId: 'usr_bob', values: { API_KEY: sealed }, version: 1, actor: bob, at },
    'Bob filled in credentials for One.',
  ],
  CredentialConnected: [
    {
      serverId: 'srv_1',
      userId: 'usr_bob',
      tokens: sealed,
      version: 1,
      scopes: ['mail'],
      expiresAt: null,
      actor: bob,
      at,
    },
    'Bob connected an account for One.',
  ],
  CredentialRefreshed: [
    { serverId: 'srv_1', userId: 'usr_bob', tokens: sealed, version: 2, scopes: [], expiresAt: at, at },
    null,
  ],
  CredentialFailed: [
    { serverId: 'srv_1', userId: 'usr_bob', reason: 'expired', error: 'x', at },
    'The connection of Bob for One does not work any more.',
  ],
  CredentialRemoved: [
    { serverId: 'srv_1', userId: 'usr_bob', reason: 'asked', actor: bob, at },
    'Bob removed the credentials for One.',
  ],
  ClientSecretSet: [
    { serverId: 'srv_1', value: sealed, version: 1, actor: ann, at },
    'Ann set the client secret of One.',
  ],
  ClientSecretRemoved: [{ serverId: 'srv_1', at }, null],
  GitHubAppConnected: [
    {
      ...{ appId: 7, slug: 'tools', name: 'Tools', url: 'https://github.test/apps/tools', keysVersion: 1 },
      ...{ githubUrl: 'https://github.test', apiUrl: 'https://github.test/api/v3', actor: ann, at },
    },
    'Ann connected the GitHub App Tools.',
  ],
  GitHubAppDisconnected: [{ appId: 7, keysVersion: 1, actor: ann, at }, 'Ann disconnected the GitHub App.'],
  GitHubKeysSet: [{ value: sealed, version: 1, actor: ann, at }, null],
  GitHubKeysRemoved: [{ version: 1, at }, null],
  GitHubRepositoryConnected: [{ serverId: 'srv_1', repositoryId: 7, fullName: 'acme/tools', at }, null],
  GitHubRepositoryMoved: [{ serverId: 'srv_1', fullName: 'acme/tools', at }, null],
  GitHubRepositoryLost: [{ serverId: 'srv_1', problem: 'suspended', at }, null],
  GitHubHeadSkipped: [{ serverId: 'srv_1', sha, reason: 'skip_deploy', at }, null],
  DataKeyCreated: [
    { dataKeyId: 'key_1', owner: 'srv_1', keyId: 'k', wrapped: 'SECRET', nonce: 'SECRET', tag: 'SECRET', at },
    null,
  ],
  DataKeyRewrapped: [
    { dataKeyId: 'key_1', owner: 'srv_1', keyId: 'k', wrapped: 'SECRET', nonce: 'SECRET', tag: 'SECRET', at },
    null,
  ],
  PayloadsRead: [
    { serverId: 'srv_1', callIds: ['call_1', 'call_2'], actor: ann, at },
    'Ann read the payload of 2 calls of others to One.',
  ],
  CallsExported: [
    { filter: { serverId: 'srv_1', status: 'error' }, actor: ann, at },
    'Ann exported the list of tool calls to One.',
  ],

  UserRegistered: [
    {
      userId: 'usr_eve',
      name: 'Eve',
      email: 'eve@example.test',
      role: 'member',
      groupIds: ['grp_1'],
      provider: 'scim',
      externalId: '7',
      actor: ann,
      at,
    },
    'Ann added Eve as member.',
  ],
  ServiceAccountCreated: [
    { userId: 'usr_ci', name: 'CI', role: 'developer', groupIds: [], actor: ann, at },
    'Ann created the service account CI with the role developer.',
  ],
  UserEdited: [{ userId: 'usr_bob', role: 'admin', actor: ann, at }, 'Ann changed role of Bob.'],
  UserDisabled: [{ userId: 'usr_bob', actor: ann, at }, 'Ann disabled Bob.'],
  UserEnabled: [{ userId: 'usr_bob', actor: ann, at }, 'Ann enabled Bob.'],
  UserDeleted: [{ userId: 'usr_bob', actor: ann, at }, 'Ann deleted Bob.'],
  UserAbandoned: [{ userId: 'usr_x', at }, null],
  PasswordSet: [{ userId: 'usr_bob', hash: 'SECRET', actor: bob, at }, 'Bob set a new password.'],
  PasswordLinkMade: [
    { userId: 'usr_bob', digest: 'SECRET', expiresAt: at, actor: ann, at },
    'Ann made a link for a new password of Bob.',
  ],
  OutsideIdentityLinked: [
    { userId: 'usr_bob', issuer: 'https://idp.test', subject: '42', actor: bob, at },
    'The account Bob was linked to the outside identity provider.',
  ],
  GroupJoined: [
    { userId: 'usr_bob', groupId: 'grp_1', source: 'manual', actor: ann, at },
    'Ann put Bob into the group Finance.',
  ],
  GroupLeft: [{ userId: 'usr_bob', groupId: 'grp_1', actor: ann, at }, 'Ann took Bob out of the group Finance.'],
  SecondFactorSet: [
    { userId: 'usr_bob', method: 'totp', secret: 'SECRET', step: 1, digests: ['SECRET'], actor: bob, at },
    'Bob set up a second factor.',
  ],
  RecoveryCodesMade: [{ userId: 'usr_bob', digests: ['SECRET'], actor: bob, at }, 'Bob made new recovery codes.'],
  SecondFactorUsed: [{ userId: 'usr_bob', method: 'totp', step: 2, actor: bob, at }, null],
  RecoveryCodeUsed: [{ userId: 'usr_bob', digest: 'SECRET', left: 9, actor: bob, at }, 'Bob used a recovery code.'],
  PasskeyRegistered: [
    {
      userId: 'usr_bob',
      passkeyId: 'p',
      name: 'Laptop',
      publicKey: 'SECRET',
      counter: 0,
      transports: ['usb'],
      digests: ['SECRET'],
      actor: bob,
      at,
    },
    'Bob registered the passkey Laptop.',
  ],
  PasskeyUsed: [{ userId: 'usr_bob', passkeyId: 'p', counter: 1, actor: bob, at }, null],
  PasskeyRemoved: [
    { userId: 'usr_bob', passkeyId: 'p', name: 'Laptop', actor: bob, at },
    'Bob removed the passkey Laptop.',
  ],
  SecondFactorRemoved: [{ userId: 'usr_bob', actor: ann, at }, 'Ann removed the second factor of Bob.'],
  UserSignedOut: [{ userId: 'usr_bob', actor: bob, at }, 'Bob signed out.'],
  UserSignedIn: [{ userId: 'usr_bob', method: 'password', actor: bob, at }, 'Bob signed in with a password.'],
  SignInsRefused: [
    { userId: 'usr_bob', attempts: 3, actor: { kind: 'system', id: 'identity', name: 'Toolyard' }, at },
    '3 attempts to sign in as Bob failed.',
  ],
  ActionsRefused: [
    {
      action: 'PATCH /api/v1/users/:id',
      reason: 'second_factor',
      attempts: 3,
      address: '192.0.2.7',
      actor: bob,
      at,
    },
    'PATCH /api/v1/users/:id was refused to Bob 3 times: no recent second factor.',
  ],
  SessionsEnded: [{ userId: 'usr_bob', actor: ann, at }, 'Ann signed Bob out everywhere.'],
  EmailReserved: [{ digest: 'SECRET', userId: 'usr_bob', at }, null],
  EmailReleased: [{ digest: 'SECRET', userId: 'usr_bob', at }, null],
  InvitationMade: [
    {
      invitationId: 'inv_2',
      email: 'eve@example.test',
      role: 'auditor',
      groupIds: ['grp_1'],
      digest: 'SECRET',
      expiresAt: at,
      actor: ann,
      at,
    },
    'Ann invited eve@example.test as auditor.',
  ],
  InvitationAccepted: [
    { invitationId: 'inv_1', userId: 'usr_bob', at },
    'The invitation of bob@example.test was accepted.',
  ],
  InvitationWithdrawn: [{ invitationId: 'inv_1', actor: ann, at }, 'Ann withdrew the invitation of bob@example.test.'],
  GroupCreated: [
    { groupId: 'grp_2', name: 'Sales', description: '', isDefault: false, defaultAccess: 'none', actor: ann, at },
    'Ann created the group Sales.',
  ],
  GroupEdited: [
    { groupId: 'grp_1', defaultAccess: 'all', actor: ann, at },
    'Ann changed access by default of the group Finance.',
  ],
  GroupRuleSet: [
    { groupId: 'grp_1', serverId: 'srv_1', rule: { access: 'except', tools: ['pay'] }, actor: ann, at },
    'Ann let the group Finance call all tools but pay of One.',
  ],
  GroupRuleRemoved: [
    { groupId: 'grp_1', serverId: 'srv_1', actor: ann, at },
    'Ann took back the rule of the group Finance for One.',
  ],
  GroupDeleted: [{ groupId: 'grp_1', actor: ann, at }, 'Ann deleted the group Finance.'],
  ApiKeyCreated: [
    {
      keyId: 'key_2',
      name: 'nightly',
      prefix: 'ty_ab',
      digest: 'SECRET',
      userId: 'usr_bob',
      rights: ['call', 'read'],
      servers: ['srv_1'],
      expiresAt: null,
      actor: bob,
      at,
    },
    'Bob made the API key nightly.',
  ],
  ApiKeyReplaced: [
    { keyId: 'key_1', prefix: 'ty_ab', digest: 'SECRET', actor: ann, at },
    'The API key deploys got another token.',
  ],
  ApiKeyRevoked: [{ keyId: 'key_1', actor: ann, at }, 'Ann revoked the API key deploys of Bob.'],
  OrganisationSetUp: [
    { userId: 'usr_ann', digest: 'SECRET', at },
    'The organisation was set up; Ann is its first admin.',
  ],
  SecondFactorRuleSet: [{ required: true, actor: ann, at }, 'Ann made a second factor required.'],
  QuotaSet: [
    { quota: 'servers_per_account', subjectId: null, limit: 5, actor: ann, at },
    'Ann set the quota servers_per_account to 5.',
  ],
  AdminAppointed: [{ userId: 'usr_bob', at }, null],
  AdminDismissed: [{ userId: 'usr_bob', at }, null],
  ClientConnected: [
    {
      connectionId: 'con_2',
      userId: 'usr_bob',
      clientId: 'c',
      clientName: 'Inspector',
      clientHost: 'inspector.test',
      serverId: 'srv_1',
      resource: 'http://x/s/one/mcp',
      scopes: ['mcp'],
      actor: bob,
      at,
    },
    'Bob connected Inspector to One.',
  ],
  ClientDisconnected: [
    {
      connectionId: 'con_1',
      userId: 'usr_bob',
      clientId: 'c',
      clientName: 'Inspector',
      serverId: 'srv_1',
      reason: 'user',
      actor: ann,
      at,
    },
    'Ann disconnected Inspector from One of Bob.',
  ],
};

const person = (userId: string, name: string): PlatformEvent => ({
  type: 'UserRegistered',
  data: {
    userId,
    name,
    email: `${name.toLowerCase()}@example.test`,
    role: 'member',
    groupIds: [],
    provider: 'password',
    actor: ann,
    at,
  },
});

const past: PlatformEvent[] = [
  person('usr_ann', 'Ann'),
  person('usr_bob', 'Bob'),
  { type: 'ServerCreated', data: { ...examples.ServerCreated[0], serverId: 'srv_1', slug: 'one', name: 'One' } },
  { type: 'DeploymentRequested', data: { ...examples.DeploymentRequested[0], deploymentId: 'dep_1' } },
  { type: 'VariableSet', data: examples.VariableSet[0] },
  { type: 'InvitationMade', data: { ...examples.InvitationMade[0], invitationId: 'inv_1', email: 'bob@example.test' } },
  { type: 'GroupCreated', data: { ...examples.GroupCreated[0], groupId: 'grp_1', name: 'Finance' } },
  {
    type: 'GroupRuleSet',
    data: { groupId: 'grp_1', serverId: 'srv_1', rule: { access: 'only', tools: ['read', 'list'] }, actor: ann, at },
  },
  { type: 'ApiKeyCreated', data: { ...examples.ApiKeyCreated[0], keyId: 'key_1', name: 'deploys' } },
  { type: 'AlertRuleProvided', data: { alertId: 'alr_1', rule, at } },
  { type: 'AlertChannelCreated', data: { ...examples.AlertChannelCreated[0], channelId: 'chn_1', name: 'Team' } },
];

function stored(
  event: { type: string; data: unknown },
  metadata: Metadata = { correlationId: 'corr', address: '192.0.2.7' },
): StoredEvent {
  return {
    id: 'evt',
    stream: 'server-srv_1',
    revision: 0,
    position: 7n,
    createdAt: '2026-11-23T05:00:01.000Z',
    metadata,
    ...event,
  };
}

function after(events: readonly PlatformEvent[]): FormerNames {
  const directory = new FormerNames();
  for (const event of events) directory.apply(event);
  return directory;
}

const entry = (type: string, data: unknown, metadata?: Metadata) =>
  entryOf(stored({ type, data }, metadata), after(past));

describe('an entry', () => {
  test.each(Object.entries(examples) as [string, [unknown, string | null]][])(
    'of %s says in a sentence what happened',
    (type, [data, sentence]) => {
      expect(describedTypes).toContain(type);
      expect(entry(type, data)?.summary ?? null).toBe(sentence);
    },
  );

  test('of no type carries a ciphertext, hash or digest', () => {
    for (const [type, [data]] of Object.entries(examples))
      expect(JSON.stringify({ ...entry(type, data), position: 0 })).not.toContain('SECRET');
  });

  test('says who, when, from where, for which request, about what', () => {
    expect(entry('ServerDisabled', { serverId: 'srv_1', actor: ann, at })).toEqual({
      id: 'evt',
      at,
      position: 7n,
      type: 'ServerDisabled',
      actor: ann,
      address: '192.0.2.7',
      correlationId: 'corr',
      subject: { kind: 'server', id: 'srv_1', name: 'One' },
      serverId: 'srv_1',
      summary: 'Ann disabled the server One.',
      changes: [],
    });
  });

  test('names an API key and the account behind it', () => {
    const actor: Actor = { kind: 'apikey', id: 'key_1', name: 'deploys', userId: 'usr_bob' };
    expect(entry('ServerDisabled', { serverId: 'srv_1', actor, at })).toMatchObject({
      actor,
      summary: 'deploys (API key) disabled the server One.',
    });
  });

  test('of an outcome is ascribed to the platform, without address', () => {
    expect(entry('Promoted', { ...dep, serverId: 'srv_1' }, {})).toMatchObject({
      actor: { kind: 'system', name: 'Toolyard' },
      address: '',
      subject: { kind: 'deployment', id: 'dep_1', name: '0123456' },
      serverId: 'srv_1',
    });
  });

  test.each<[string, unknown, unknown]>([
    [
      'ServerEdited',
      { serverId: 'srv_1', name: 'Prime', replicas: 1, description: '' },
      [{ field: 'name', from: 'One', to: 'Prime' }],
    ],
    ['UserEdited', { userId: 'usr_bob', role: 'admin', name: 'Bob' }, [{ field: 'role', from: 'member', to: 'admin' }]],
    [
      'GroupRuleSet',
      { groupId: 'grp_1', serverId: 'srv_1', rule: { access: 'all' } },
      [{ field: 'tools', from: 'only read, list', to: 'all tools' }],
    ],
    [
      'GroupRuleRemoved',
      { groupId: 'grp_1', serverId: 'srv_1' },
      [{ field: 'tools', from: 'only read, list', to: 'as by default' }],
    ],
    [
      'ServerEdited',
      {
        serverId: 'srv_1',
        source: { provider: 'github', repository: 'acme/tools', branch: 'next', watchPaths: ['src/**'] },
      },
      [
        { field: 'branch', to: 'next' },
        { field: 'watchPaths', to: 'src/**' },
      ],
    ],
    ['GroupJoined', { userId: 'usr_bob', groupId: 'grp_1', source: 'manual' }, [{ field: 'groups', to: 'Finance' }]],
    [
      'ClientConnected',
      examples.ClientConnected[0],
      [
        { field: 'host', to: 'inspector.test' },
        { field: 'scopes', to: 'mcp' },
      ],
    ],
    [
      'ApiKeyCreated',
      examples.ApiKeyCreated[0],
      [
        { field: 'account', to: 'Bob' },
        { field: 'rights', to: 'call, read' },
        { field: 'servers', to: 'One' },
      ],
    ],
  ])('of %s names the values before and after', (type, data, changes) => {
    expect(entry(type, { actor: ann, at, ...(data as object) })?.changes).toEqual(changes);
  });

  test('names things as they were called then', () => {
    const names = after([
      ...past,
      { type: 'ServerEdited', data: { serverId: 'srv_1', name: 'Prime', actor: ann, at } },
    ]);
    expect(
      entryOf(stored({ type: 'ServerDisabled', data: { serverId: 'srv_1', actor: ann, at } }), names)?.summary,
    ).toBe('Ann disabled the server Prime.');
  });

  test('of an unknown type names the event without showing its data', () => {
    const unknown = {
      ...stored({ type: 'ServerPaintedBlue', data: { serverId: 'srv_1', colour: 'SECRET', actor: ann } }),
      stream: 'paint-1',
    };
    const made = entryOf(unknown, after(past))!;
    expect(made).toMatchObject({ summary: 'Ann: server painted blue (paint-1).', serverId: 'srv_1', changes: [] });
    expect(JSON.stringify({ ...made, position: 0 })).not.toContain('SECRET');
  });

  test.each([
    ['constructor', null],
    ['ServerDisabled', {}],
    ['GroupRuleSet', { groupId: 'g', serverId: 's', rule: { access: 'none' } }],
  ])('can be made of a strange %s', (type, data) => {
    expect(entryOf({ ...stored({ type, data }), stream: 'x' }, new FormerNames())?.summary.length).toBeGreaterThan(5);
  });
});
