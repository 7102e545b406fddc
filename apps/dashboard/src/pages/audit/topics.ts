/** The choices of the filter: types of entries by topic. */
export const topics: Record<string, { label: string; types: string[] }> = {
  servers: {
    label: 'Servers',
    types: ['ServerCreated', 'ServerEdited', 'ServerDisabled', 'ServerEnabled', 'ServerDeleted'],
  },
  deployments: {
    label: 'Deployments',
    types: ['DeploymentRequested', 'Promoted', 'Failed', 'Superseded', 'Cancelled', 'Retired'],
  },
  variables: { label: 'Variables', types: ['VariableSet', 'VariableRemoved', 'VariablesDropped'] },
  credentials: {
    label: 'Credentials',
    types: [
      'CredentialSet',
      'CredentialConnected',
      'CredentialFailed',
      'CredentialRemoved',
      'ClientSecretSet',
      'ClientSecretRemoved',
    ],
  },
  people: {
    label: 'People',
    types: [
      'UserRegistered',
      'ServiceAccountCreated',
      'UserEdited',
      'UserDisabled',
      'UserEnabled',
      'UserDeleted',
      'OutsideIdentityLinked',
      'AdminAppointed',
      'AdminDismissed',
      'InvitationMade',
      'InvitationAccepted',
      'InvitationWithdrawn',
      'OrganisationSetUp',
    ],
  },
  groups: {
    label: 'Permission groups',
    types: [
      'GroupCreated',
      'GroupEdited',
      'GroupDeleted',
      'GroupRuleSet',
      'GroupRuleRemoved',
      'GroupJoined',
      'GroupLeft',
    ],
  },
  keys: { label: 'API keys', types: ['ApiKeyCreated', 'ApiKeyReplaced', 'ApiKeyRevoked'] },
  signIns: {
    label: 'Sign-ins and passwords',
    types: [
      'UserSignedIn',
      'UserSignedOut',
      'SignInsRefused',
      'SessionsEnded',
      'PasswordSet',
      'PasswordLinkMade',
      'SecondFactorSet',
      'RecoveryCodesMade',
      'RecoveryCodeUsed',
      'PasskeyRegistered',
      'PasskeyRemoved',
      'SecondFactorRemoved',
      'SecondFactorRuleSet',
    ],
  },
  refusals: { label: 'Refused actions', types: ['ActionsRefused'] },
  clients: { label: 'MCP clients', types: ['ClientConnected', 'ClientDisconnected'] },
  reads: { label: 'Reading the calls of others', types: ['PayloadsRead', 'CallsExported'] },
};

/** The types of a topic as the API takes them; undefined when there is no such topic. */
export const typesOf = (topic: string): string | undefined =>
  Object.hasOwn(topics, topic) ? topics[topic]!.types.join(',') : undefined;

/** `ServerDisabled` as `Server disabled`. */
export const typeLabel = (type: string): string =>
  type.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
