import type {
  BuildSettingsEvent,
  ClientSecretEvent,
  CredentialEvent,
  DeploymentEvent,
  PayloadReadsEvent,
  ServerEvent,
  SlugEvent,
  DataKeyEvent,
  VariablesEvent,
} from '@toolyard/contracts';
import {
  type DescriptionContext,
  changesOf,
  type Descriptions,
  initialValues,
  fieldNames,
  type Subject,
} from './description.js';
import { variableKey } from './former-names.view.js';

const ofServer = (id: string, { names }: DescriptionContext): Subject => ({
  kind: 'server',
  id,
  name: names.server(id),
});

const variable = (name: string): Subject => ({ kind: 'variable', id: name, name });

const credential = (serverId: string, userId: string, { names }: DescriptionContext) => ({
  subject: { kind: 'credential', id: userId, name: names.user(userId) },
  serverId,
});

const short = (sha: string): string => sha.slice(0, 7);

const countOf = (amount: number, noun: string): string => (amount === 1 ? `a ${noun}` : `${amount} ${noun}s`);

function deployed(
  deploymentId: string,
  { names }: DescriptionContext,
): { subject: Subject; serverId?: string; commit: string; server: string } {
  const existing = names.deployments.get(deploymentId);
  const commit = existing ? short(existing.sha) : deploymentId;
  return {
    subject: { kind: 'deployment', id: deploymentId, name: commit },
    serverId: existing?.serverId,
    commit,
    server: existing ? names.server(existing.serverId) : 'a server',
  };
}

export const serverDescriptions: Descriptions<
  | ServerEvent
  | SlugEvent
  | DeploymentEvent
  | BuildSettingsEvent
  | VariablesEvent
  | DataKeyEvent
  | CredentialEvent
  | ClientSecretEvent
  | PayloadReadsEvent
> = {
  ServerCreated: (data, { by }) => ({
    summary: `${by} created the server ${data.name}.`,
    subject: { kind: 'server', id: data.serverId, name: data.name },
    serverId: data.serverId,
    changes: initialValues({
      slug: data.slug,
      repository: data.source.repository,
      visibility: data.visibility,
      access: data.access,
      auth: data.auth.method,
    }),
  }),
  ServerEdited: (data, before) => {
    const existing = before.names.servers.get(data.serverId);
    const fields = ['name', 'description', 'visibility', 'access', 'replicas', 'headers', 'limits'];
    const changes = [
      ...changesOf(existing, data, fields),
      ...changesOf(existing?.source, data.source ?? {}, ['branch', 'watchPaths']),
    ];
    const opened =
      data.access === 'public' && existing?.access !== 'public' ? ' It may now be called without signing in.' : '';
    return {
      summary:
        `${before.by} changed ${fieldNames(changes)} ` +
        `of the server ${before.names.server(data.serverId)}.${opened}`,
      subject: ofServer(data.serverId, before),
      serverId: data.serverId,
      changes,
    };
  },
  ServerDisabled: ({ serverId }, before) => ({
    summary: `${before.by} disabled the server ${before.names.server(serverId)}.`,
    subject: ofServer(serverId, before),
    serverId,
  }),
  ServerEnabled: ({ serverId }, before) => ({
    summary: `${before.by} enabled the server ${before.names.server(serverId)}.`,
    subject: ofServer(serverId, before),
    serverId,
  }),
  ServerDeleted: ({ serverId }, before) => ({
    summary: `${before.by} deleted the server ${before.names.server(serverId)}.`,
    subject: ofServer(serverId, before),
    serverId,
  }),
  ServerAbandoned: null,
  SlugReserved: null,
  SlugReleased: null,

  DeploymentRequested: (data, before) => {
    const server = before.names.server(data.serverId);
    const commit = short(data.commit.sha);
    const did = {
      push: `pushed ${commit} to ${server}; it is being deployed`,
      manual: `deployed ${commit} of ${server}`,
      rollback: `rolled ${server} back to ${commit}`,
      variables: `started ${server} again with ${commit}, because its variables changed`,
      poll: `found ${commit} in the repository of ${server}; it is being deployed`,
    }[data.trigger];
    const subject = { kind: 'deployment', id: data.deploymentId, name: commit };
    return {
      summary: `${before.by} ${did}.`,
      subject,
      serverId: data.serverId,
      changes: initialValues({ commit: data.commit.sha, trigger: data.trigger }),
    };
  },
  BuildStarted: null,
  StageStarted: null,
  ImageBuilt: null,
  CandidateStarted: null,
  ToolsDiscovered: null,
  Promoted: ({ deploymentId }, before) => {
    const { subject, serverId, commit, server } = deployed(deploymentId, before);
    return { summary: `${commit} of ${server} went live.`, subject, serverId };
  },
  Failed: ({ deploymentId, stage, code }, before) => {
    const { subject, serverId, commit, server } = deployed(deploymentId, before);
    return {
      summary: `The deployment of ${commit} of ${server} failed.`,
      subject,
      serverId,
      changes: initialValues({ stage, code }),
    };
  },
  Superseded: ({ deploymentId, by }, before) => {
    const { subject, serverId, commit, server } = deployed(deploymentId, before);
    return {
      summary: `The deployment of ${commit} of ${server} ended, because a newer one came.`,
      subject,
      serverId,
      changes: initialValues({ by }),
    };
  },
  Cancelled: ({ deploymentId }, before) => {
    const { subject, serverId, commit, server } = deployed(deploymentId, before);
    return { summary: `${before.by} cancelled the deployment of ${commit} of ${server}.`, subject, serverId };
  },
  Retired: null,

  BuildSettingsChanged: ({ serverId, settings }, before) => ({
    summary: `${before.by} changed how ${before.names.server(serverId)} is built.`,
    subject: ofServer(serverId, before),
    serverId,
    changes: initialValues({ ...settings }),
  }),
  VariableSet: ({ serverId, name }, before) => {
    const did = before.names.variables.has(variableKey({ serverId, name })) ? 'gave a new value to' : 'set';
    return {
      summary: `${before.by} ${did} the variable ${name} of ${before.names.server(serverId)}.`,
      subject: variable(name),
      serverId,
    };
  },
  VariableRemoved: ({ serverId, name }, before) => ({
    summary: `${before.by} removed the variable ${name} of ${before.names.server(serverId)}.`,
    subject: variable(name),
    serverId,
  }),
  VariablesDropped: null,
  CredentialSet: ({ serverId, userId, values }, before) => ({
    summary: `${before.by} filled in credentials for ${before.names.server(serverId)}.`,
    ...credential(serverId, userId, before),
    changes: initialValues({ fields: Object.keys(values) }),
  }),
  CredentialConnected: ({ serverId, userId, scopes }, before) => ({
    summary: `${before.by} connected an account for ${before.names.server(serverId)}.`,
    ...credential(serverId, userId, before),
    changes: initialValues({ scopes }),
  }),
  CredentialRefreshed: null,
  CredentialFailed: ({ serverId, userId, reason }, before) => ({
    summary:
      `The connection of ${before.names.user(userId)} ` +
      `for ${before.names.server(serverId)} does not work any more.`,
    ...credential(serverId, userId, before),
    changes: initialValues({ reason }),
  }),
  CredentialRemoved: ({ serverId, userId, reason }, before) => ({
    summary:
      reason === 'asked'
        ? `${before.by} removed the credentials for ${before.names.server(serverId)}.`
        : `The credentials of ${before.names.user(userId)} for ${before.names.server(serverId)} were removed.`,
    ...credential(serverId, userId, before),
    changes: initialValues({ reason }),
  }),
  ClientSecretSet: ({ serverId }, before) => ({
    summary: `${before.by} set the client secret of ${before.names.server(serverId)}.`,
    subject: ofServer(serverId, before),
    serverId,
  }),
  ClientSecretRemoved: null,
  DataKeyCreated: null,
  DataKeyRewrapped: null,

  PayloadsRead: ({ serverId, callIds }, before) => ({
    summary:
      `${before.by} read the payload of ${countOf(callIds.length, 'call')} ` +
      `of others to ${before.names.server(serverId)}.`,
    subject: { kind: 'calls', id: callIds.length === 1 ? callIds[0]! : serverId, name: before.names.server(serverId) },
    serverId,
    changes: initialValues({ calls: callIds }),
  }),
  CallsExported: ({ filter }, before) => ({
    summary:
      `${before.by} exported the list of tool calls` +
      `${filter['serverId'] ? ` to ${before.names.server(filter['serverId'])}` : ''}.`,
    subject: {
      kind: 'calls',
      id: filter['serverId'] ?? '',
      name: filter['serverId'] ? before.names.server(filter['serverId']) : 'All servers',
    },
    serverId: filter['serverId'],
    changes: initialValues(filter),
  }),
};
