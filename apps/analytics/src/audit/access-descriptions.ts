import type { ApiKeyEvent, ConnectionEvent, GroupEvent } from '@toolyard/contracts';
import {
  changesOf,
  type DescriptionContext,
  type Descriptions,
  fieldNames,
  forWhom,
  initialValues,
  ruleText,
  type Subject,
} from './description.js';

const ofGroup = (id: string, { names }: DescriptionContext): Subject => ({ kind: 'group', id, name: names.group(id) });

function key(keyId: string, { names }: DescriptionContext): Subject {
  return { kind: 'apikey', id: keyId, name: names.keys.get(keyId)?.name ?? keyId };
}

/** Of what accounts may do: permission groups, API keys and clients. */
export const accessDescriptions: Descriptions<GroupEvent | ApiKeyEvent | ConnectionEvent> = {
  GroupCreated: (data, { by }) => ({
    summary: `${by} created the group ${data.name}.`,
    subject: { kind: 'group', id: data.groupId, name: data.name },
    changes: initialValues({
      description: data.description,
      defaultAccess: data.defaultAccess,
      externalId: data.externalId,
    }),
  }),
  GroupEdited: (data, before) => {
    const changes = changesOf(before.names.groups.get(data.groupId), data, [
      'name',
      'description',
      'defaultAccess',
      'externalId',
    ]);
    return {
      summary: `${before.by} changed ${fieldNames(changes)} of the group ${before.names.group(data.groupId)}.`,
      subject: ofGroup(data.groupId, before),
      changes,
    };
  },
  GroupRuleSet: ({ groupId, serverId, rule }, before) => {
    const was = before.names.groups.get(groupId)?.rules.get(serverId);
    return {
      summary:
        `${before.by} let the group ${before.names.group(groupId)} call ${ruleText(rule)} ` +
        `of ${before.names.server(serverId)}.`,
      subject: ofGroup(groupId, before),
      serverId,
      changes: [{ field: 'tools', from: was ? ruleText(was) : 'as by default', to: ruleText(rule) }],
    };
  },
  GroupRuleRemoved: ({ groupId, serverId }, before) => {
    const was = before.names.groups.get(groupId)?.rules.get(serverId);
    return {
      summary:
        `${before.by} took back the rule of the group ${before.names.group(groupId)} ` +
        `for ${before.names.server(serverId)}.`,
      subject: ofGroup(groupId, before),
      serverId,
      changes: [{ field: 'tools', ...(was ? { from: ruleText(was) } : {}), to: 'as by default' }],
    };
  },
  GroupDeleted: ({ groupId }, before) => ({
    summary: `${before.by} deleted the group ${before.names.group(groupId)}.`,
    subject: ofGroup(groupId, before),
  }),

  ApiKeyCreated: (data, before) => ({
    summary: `${before.by} made the API key ${data.name}${forWhom(data.userId, before)}.`,
    subject: { kind: 'apikey', id: data.keyId, name: data.name },
    changes: initialValues({
      account: before.names.user(data.userId),
      rights: data.rights,
      servers: data.servers === 'all' ? 'all' : data.servers.map((id) => before.names.server(id)),
      expiresAt: data.expiresAt,
    }),
  }),
  ApiKeyReplaced: ({ keyId }, before) => ({
    summary: `The API key ${key(keyId, before).name} got another token.`,
    subject: key(keyId, before),
  }),
  ApiKeyRevoked: ({ keyId }, before) => ({
    summary:
      `${before.by} revoked the API key ${key(keyId, before).name}` +
      `${forWhom(before.names.keys.get(keyId)?.userId, before)}.`,
    subject: key(keyId, before),
  }),

  ClientConnected: (data, before) => {
    const client = data.clientName || data.clientHost;
    return {
      summary: `${before.by} connected ${client} to ${before.names.server(data.serverId)}.`,
      subject: { kind: 'connection', id: data.connectionId, name: client },
      serverId: data.serverId,
      changes: initialValues({ host: data.clientHost, scopes: data.scopes }),
    };
  },
  ClientDisconnected: ({ connectionId, userId, clientName, serverId, reason }, before) => {
    const client = clientName || connectionId;
    const server = before.names.server(serverId);
    const summary = {
      user: `${before.by} disconnected ${client} from ${server}${forWhom(userId, before)}.`,
      client: `${client} disconnected itself from ${server}${forWhom(userId, before)}.`,
      reused:
        `${client} was disconnected from ${server}${forWhom(userId, before)}, ` +
        'because a code or token of it was used twice: it may have been stolen.',
      expired: `${client} was disconnected from ${server}${forWhom(userId, before)}, because it was no longer used.`,
      server: `${client} was disconnected from ${server}${forWhom(userId, before)}, because the server was deleted.`,
    }[reason];
    return {
      summary,
      subject: { kind: 'connection', id: connectionId, name: client },
      serverId,
      changes: initialValues({ reason }),
    };
  },
};
