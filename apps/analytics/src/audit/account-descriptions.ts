import type {
  ApiKeyEvent,
  ConnectionEvent,
  GroupEvent,
  IdentityEvent,
  RefusalReason,
  SignInMethod,
} from '@toolyard/contracts';
import {
  changesOf,
  type DescriptionContext,
  type Descriptions,
  fieldNames,
  forWhom,
  initialValues,
  isSelf,
  type Subject,
} from './description.js';
import { quotaSet } from './quota-description.js';

const ofUser = (id: string, { names }: DescriptionContext): Subject => ({ kind: 'user', id, name: names.user(id) });

const waysIn: Record<SignInMethod, string> = {
  password: 'with a password',
  oidc: 'through the outside identity provider',
  setup: 'with the link of the first start',
  invitation: 'with an invitation',
  'password-link': 'with a link for a new password',
};

const reasons: Record<RefusalReason, string> = {
  role: 'the role does not allow it',
  right: 'the API key lacks the right',
  server: 'the API key is limited to other servers',
  session: 'an API key cannot do it',
  second_factor: 'no recent second factor',
  rule: 'a rule forbids it',
};

const groupNames = (ids: readonly string[], { names }: DescriptionContext): string[] =>
  ids.map((id) => names.group(id));

export const accountDescriptions: Descriptions<Exclude<IdentityEvent, GroupEvent | ApiKeyEvent | ConnectionEvent>> = {
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
  PasskeyRegistered: ({ userId, name }, before) => ({
    summary: `${before.by} registered the passkey ${name}${forWhom(userId, before)}.`,
    subject: ofUser(userId, before),
    changes: initialValues({ passkey: name }),
  }),
  PasskeyUsed: null,
  PasskeyRemoved: ({ userId, name }, before) => ({
    summary: `${before.by} removed the passkey ${name}${forWhom(userId, before)}.`,
    subject: ofUser(userId, before),
    changes: [{ field: 'passkey', from: name }],
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
  ActionsRefused: ({ action, reason, attempts, address }, { actor, by }) => {
    const what = action === null ? 'Several actions were' : `${action} was`;
    const times = attempts === 1 ? '' : ` ${attempts} times`;
    const why = reason === null ? '' : `: ${reasons[reason] ?? reason}`;
    return {
      summary: `${what} refused to ${actor.kind === 'system' ? 'several accounts' : by}${times}${why}.`,
      subject: { kind: 'action', id: action ?? '', name: action ?? 'Several actions' },
      address,
      changes: initialValues({ action, reason, attempts }),
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
  QuotaSet: quotaSet,
  AdminDismissed: null,
};
