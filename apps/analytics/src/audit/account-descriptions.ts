import type { IdentityEvent, SignInMethod } from '@toolyard/contracts';
import { accountOf } from '@toolyard/contracts';
import {
  type DescriptionContext,
  changesOf,
  type Descriptions,
  initialValues,
  fieldNames,
  ruleText,
  type Subject,
} from './description.js';

const ofUser = (id: string, { names }: DescriptionContext): Subject => ({ kind: 'user', id, name: names.user(id) });

const ofGroup = (id: string, { names }: DescriptionContext): Subject => ({ kind: 'group', id, name: names.group(id) });

const isSelf = (userId: string, { actor }: DescriptionContext): boolean => accountOf(actor) === userId;

const waysIn: Record<SignInMethod, string> = {
  password: 'with a password',
  oidc: 'through the outside identity provider',
  setup: 'with the link of the first start',
  invitation: 'with an invitation',
  'password-link': 'with a link for a new password',
};

const groupNames = (ids: readonly string[], { names }: DescriptionContext): string[] =>
  ids.map((id) => names.group(id));

function key(keyId: string, { names }: DescriptionContext): Subject {
  return { kind: 'apikey', id: keyId, name: names.keys.get(keyId)?.name ?? keyId };
}

function forWhom(userId: string | undefined, before: DescriptionContext): string {
  return userId === undefined || isSelf(userId, before) ? '' : ` of ${before.names.user(userId)}`;
}

export const accountDescriptions: Descriptions<IdentityEvent> = {
  UserRegistered: (data, before) => {
    const subject = { kind: 'user', id: data.userId, name: data.name || data.email };
    const changes = initialValues({
      email: data.email,
      role: data.role,
      groups: groupNames(data.groupIds, before),
      provider: data.provider,
    });
    const self = isSelf(data.userId, before);
    return {
      summary: self ? `${subject.name} joined as ${data.role}.` : `${before.by} added ${subject.name} as ${data.role}.`,
      subject,
      changes,
    };
  },
  ServiceAccountCreated: (data, before) => ({
    summary: `${before.by} created the service account ${data.name} with the role ${data.role}.`,
    subject: { kind: 'user', id: data.userId, name: data.name },
    changes: initialValues({ role: data.role, groups: groupNames(data.groupIds, before) }),
  }),
  UserEdited: (data, before) => {
    const changes = changesOf(before.names.users.get(data.userId), data, ['name', 'email', 'role', 'externalId']);
    const whom = isSelf(data.userId, before) ? 'their own account' : before.names.user(data.userId);
    return {
      summary: `${before.by} changed ${fieldNames(changes)} of ${whom}.`,
      subject: ofUser(data.userId, before),
      changes,
    };
  },
  UserDisabled: ({ userId }, before) => ({
    summary: `${before.by} disabled ${before.names.user(userId)}.`,
    subject: ofUser(userId, before),
  }),
  UserEnabled: ({ userId }, before) => ({
    summary: `${before.by} enabled ${before.names.user(userId)}.`,
    subject: ofUser(userId, before),
  }),
  UserDeleted: ({ userId }, before) => ({
    summary: `${before.by} deleted ${before.names.user(userId)}.`,
    subject: ofUser(userId, before),
  }),
  UserAbandoned: null,
  PasswordSet: ({ userId }, before) => ({
    summary: `${before.by} set a new password${forWhom(userId, before)}.`,
    subject: ofUser(userId, before),
  }),
  PasswordLinkMade: ({ userId, expiresAt }, before) => ({
    summary: `${before.by} made a link for a new password${forWhom(userId, before)}.`,
    subject: ofUser(userId, before),
    changes: initialValues({ expiresAt }),
  }),
  OutsideIdentityLinked: ({ userId, issuer }, before) => ({
    summary: `The account ${before.names.user(userId)} was linked to the outside identity provider.`,
    subject: ofUser(userId, before),
    changes: initialValues({ issuer }),
  }),
  GroupJoined: ({ userId, groupId, source }, before) => ({
    summary:
      source === 'manual'
        ? `${before.by} put ${before.names.user(userId)} into the group ${before.names.group(groupId)}.`
        : `${before.names.user(userId)} joined the group ${before.names.group(groupId)}, ` +
          'as the identity provider says.',
    subject: ofUser(userId, before),
    changes: [{ field: 'groups', to: before.names.group(groupId) }],
  }),
  GroupLeft: ({ userId, groupId }, before) => ({
    summary: `${before.by} took ${before.names.user(userId)} out of the group ${before.names.group(groupId)}.`,
    subject: ofUser(userId, before),
    changes: [{ field: 'groups', from: before.names.group(groupId) }],
  }),
  UserSignedIn: ({ userId, method }, before) => ({
    summary: `${before.names.user(userId)} signed in ${waysIn[method] ?? `by ${method}`}.`,
    subject: ofUser(userId, before),
    changes: initialValues({ method }),
  }),
  SecondFactorSet: ({ userId, method }, before) => ({
    summary: `${before.by} set up a second factor${forWhom(userId, before)}.`,
    subject: ofUser(userId, before),
    changes: initialValues({ method }),
  }),
  RecoveryCodesMade: ({ userId }, before) => ({
    summary: `${before.by} made new recovery codes${forWhom(userId, before)}.`,
    subject: ofUser(userId, before),
    changes: [],
  }),
  // Every sign-in with a password has one, and is in the log itself.
  SecondFactorUsed: null,
  RecoveryCodeUsed: ({ userId, left }, before) => ({
    summary: `${before.names.user(userId)} used a recovery code.`,
    subject: ofUser(userId, before),
    changes: initialValues({ left }),
  }),
  SecondFactorRemoved: ({ userId }, before) => ({
    summary: `${before.by} removed the second factor${forWhom(userId, before)}.`,
    subject: ofUser(userId, before),
    changes: [],
  }),
  UserSignedOut: ({ userId }, before) => ({
    summary: `${before.names.user(userId)} signed out.`,
    subject: ofUser(userId, before),
    changes: [],
  }),
  SignInsRefused: ({ userId, attempts }, before) => {
    const times = attempts === 1 ? 'An attempt' : `${attempts} attempts`;
    const summary =
      userId === null
        ? `${times} to sign in failed: the e-mail address is unknown here.`
        : `${times} to sign in as ${before.names.user(userId)} failed.`;
    return {
      summary,
      subject: userId === null ? { kind: 'user', id: '', name: 'Unknown' } : ofUser(userId, before),
      changes: initialValues({ attempts }),
    };
  },
  SessionsEnded: ({ userId }, before) => ({
    summary: isSelf(userId, before)
      ? `${before.by} signed out everywhere.`
      : `${before.by} signed ${before.names.user(userId)} out everywhere.`,
    subject: ofUser(userId, before),
  }),
  EmailReserved: null,
  EmailReleased: null,

  InvitationMade: (data, before) => ({
    summary: `${before.by} invited ${data.email} as ${data.role}.`,
    subject: { kind: 'invitation', id: data.invitationId, name: data.email },
    changes: initialValues({ role: data.role, groups: groupNames(data.groupIds, before), expiresAt: data.expiresAt }),
  }),
  InvitationAccepted: ({ invitationId, userId }, { names }) => {
    const name = names.invitations.get(invitationId)?.email ?? invitationId;
    return {
      summary: `The invitation of ${name} was accepted.`,
      subject: { kind: 'invitation', id: invitationId, name },
      actor: { kind: 'user', id: userId, name: names.user(userId) },
    };
  },
  InvitationWithdrawn: ({ invitationId }, { names, by }) => {
    const name = names.invitations.get(invitationId)?.email ?? invitationId;
    return {
      summary: `${by} withdrew the invitation of ${name}.`,
      subject: { kind: 'invitation', id: invitationId, name },
    };
  },

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

  OrganisationSetUp: ({ userId }, before) => ({
    summary: `The organisation was set up; ${before.names.user(userId)} is its first admin.`,
    subject: { kind: 'organisation', id: 'main', name: 'Organisation' },
    actor: { kind: 'user', id: userId, name: before.names.user(userId) },
  }),
  AdminAppointed: null,
  SecondFactorRuleSet: ({ required }, { by }) => ({
    summary: required ? `${by} made a second factor required.` : `${by} made a second factor optional.`,
    subject: { kind: 'organisation', id: 'main', name: 'Organisation' },
    changes: initialValues({ required }),
  }),
  AdminDismissed: null,

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
