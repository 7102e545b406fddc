import {
  type AccountProvider,
  type Actor,
  type MembershipSource,
  Rejected,
  type Role,
  type SignInMethod,
  type UserEvent,
} from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';

/** A person or a service account. */
export interface Account {
  id: string;
  kind: 'user' | 'service';
  name: string;
  /** Null for service accounts. */
  email: string | null;
  role: Role;
  active: boolean;
  provider: AccountProvider;
  externalId: string | null;
  /** Group → who put the account there. */
  groups: Record<string, MembershipSource>;
  /** Argon2id, PHC form; null for accounts that sign in at another provider. */
  passwordHash: string | null;
  passwordLink: { digest: string; expiresAt: string } | null;
  /** At outside providers. */
  identities: { issuer: string; subject: string }[];
  /** ISO 8601; sessions of the dashboard from before are over. */
  sessionsNotBefore: string | null;
  /** ISO 8601; access and refresh tokens from before are over. */
  tokensNotBefore: string | null;
  createdAt: string;
  createdBy: Actor;
}

export interface AccountEdits {
  name?: string;
  email?: string;
  role?: Role;
  externalId?: string;
}

export type AccountCommand = { actor: Actor; at: string } & (
  | {
      type: 'register';
      userId: string;
      name: string;
      email: string;
      role: Role;
      groupIds: string[];
      provider: Exclude<AccountProvider, 'service'>;
      passwordHash?: string;
      externalId?: string;
      identity?: { issuer: string; subject: string };
      invitationId?: string;
    }
  | { type: 'createService'; userId: string; name: string; role: Role; groupIds: string[] }
  | { type: 'edit'; edits: AccountEdits }
  | { type: 'disable' }
  | { type: 'enable' }
  | { type: 'delete' }
  | { type: 'setPassword'; hash: string; /** Digest of the link that allows it. */ link?: string }
  | { type: 'makePasswordLink'; digest: string; expiresAt: string }
  | { type: 'linkIdentity'; issuer: string; subject: string }
  | { type: 'setGroups'; groupIds: string[] }
  /** What an outside provider says about the groups; memberships made by hand stay. */
  | { type: 'followGroups'; groupIds: string[]; source: Exclude<MembershipSource, 'manual'> }
  | { type: 'join'; groupId: string; source: MembershipSource }
  | { type: 'leave'; groupId: string }
  | { type: 'recordSignIn'; method: SignInMethod }
  | { type: 'recordSignOut' }
  | { type: 'endSessions' }
);

/** `gone` covers deleted and abandoned alike: the id is used up. */
export type AccountState = Account | 'missing' | 'gone';

const editable = ['name', 'email', 'role', 'externalId'] as const;

export const accountDecider: Decider<AccountState, AccountCommand, UserEvent> = {
  initial: 'missing',

  decide(command, state) {
    const { actor, at } = command;
    if (command.type === 'register' || command.type === 'createService') {
      if (command.type === 'createService' && typeof state !== 'string' && state.kind === 'service') return [];
      if (state !== 'missing') throw new Rejected('conflict', 'This account exists already. Nothing was created.');
      return command.type === 'register'
        ? registered(command)
        : [{ type: 'ServiceAccountCreated', data: serviceAccount(command) }];
    }
    if (state === 'missing' || state === 'gone') throw noSuchAccount();
    const userId = state.id;
    switch (command.type) {
      case 'edit': {
        const changed = Object.fromEntries(
          editable
            .filter((field) => command.edits[field] !== undefined && command.edits[field] !== state[field])
            .map((field) => [field, command.edits[field]]),
        );
        return Object.keys(changed).length === 0
          ? []
          : [{ type: 'UserEdited', data: { userId, ...changed, actor, at } }];
      }
      case 'disable':
        return state.active ? [{ type: 'UserDisabled', data: { userId, actor, at } }] : [];
      case 'enable':
        return state.active ? [] : [{ type: 'UserEnabled', data: { userId, actor, at } }];
      case 'delete':
        return [{ type: 'UserDeleted', data: { userId, actor, at } }];
      case 'setPassword':
        if (state.kind === 'service')
          throw new Rejected(
            'conflict',
            'A service account has no password. Nothing was changed; make an API key for it.',
          );
        if (
          command.link !== undefined &&
          !(state.active && state.passwordLink?.digest === command.link && at < state.passwordLink.expiresAt)
        )
          throw linkInvalid();
        return [{ type: 'PasswordSet', data: { userId, hash: command.hash, actor, at } }];
      case 'makePasswordLink':
        if (state.kind === 'service')
          throw new Rejected(
            'conflict',
            'A service account has no password. Nothing was changed; make an API key for it.',
          );
        return [
          {
            type: 'PasswordLinkMade',
            data: { userId, digest: command.digest, expiresAt: command.expiresAt, actor, at },
          },
        ];
      case 'linkIdentity': {
        const { issuer, subject } = command;
        const linked = state.identities.find((each) => each.issuer === issuer);
        if (linked && linked.subject !== subject)
          throw new Rejected(
            'conflict',
            'This account is linked to another person at the sign-in provider. Nothing was changed; ask an admin.',
          );
        return linked ? [] : [{ type: 'OutsideIdentityLinked', data: { userId, issuer, subject, actor, at } }];
      }
      case 'setGroups':
        return changedGroups(state, command.groupIds, Object.keys(state.groups), 'manual', command);
      case 'followGroups': {
        const followed = Object.keys(state.groups).filter((id) => state.groups[id] === command.source);
        return changedGroups(state, command.groupIds, followed, command.source, command);
      }
      case 'join':
        return changedGroups(state, [command.groupId], [], command.source, command);
      case 'leave':
        return changedGroups(state, [], command.groupId in state.groups ? [command.groupId] : [], 'manual', command);
      case 'recordSignIn':
        return [{ type: 'UserSignedIn', data: { userId, method: command.method, actor, at } }];
      case 'recordSignOut':
        return [{ type: 'UserSignedOut', data: { userId, actor, at } }];
      case 'endSessions':
        return [{ type: 'SessionsEnded', data: { userId, actor, at } }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'UserRegistered': {
        const { userId: id, name, email, role, groupIds, provider, externalId, actor, at } = event.data;
        return {
          ...blank,
          id,
          kind: 'user',
          name,
          email,
          role,
          provider,
          externalId: externalId ?? null,
          groups: memberships(groupIds),
          createdAt: at,
          createdBy: actor,
        };
      }
      case 'ServiceAccountCreated': {
        const { userId: id, name, role, groupIds, actor, at } = event.data;
        return {
          ...blank,
          id,
          kind: 'service',
          name,
          email: null,
          role,
          provider: 'service',
          externalId: null,
          groups: memberships(groupIds),
          createdAt: at,
          createdBy: actor,
        };
      }
      case 'UserEdited':
        return onAccount(
          state,
          Object.fromEntries(
            editable.filter((field) => event.data[field] !== undefined).map((field) => [field, event.data[field]]),
          ),
        );
      case 'UserDisabled':
        return onAccount(state, { active: false });
      case 'UserEnabled':
        return onAccount(state, { active: true });
      case 'UserDeleted':
      case 'UserAbandoned':
        return 'gone';
      case 'PasswordSet':
        return onAccount(state, {
          passwordHash: event.data.hash,
          passwordLink: null,
          sessionsNotBefore: event.data.at,
        });
      case 'PasswordLinkMade':
        return onAccount(state, { passwordLink: { digest: event.data.digest, expiresAt: event.data.expiresAt } });
      case 'OutsideIdentityLinked':
        return typeof state === 'string'
          ? state
          : { ...state, identities: [...state.identities, { issuer: event.data.issuer, subject: event.data.subject }] };
      case 'GroupJoined':
        return typeof state === 'string'
          ? state
          : { ...state, groups: { ...state.groups, [event.data.groupId]: event.data.source } };
      case 'GroupLeft': {
        if (typeof state === 'string') return state;
        const { [event.data.groupId]: _, ...groups } = state.groups;
        return { ...state, groups };
      }
      case 'SessionsEnded':
        return onAccount(state, { sessionsNotBefore: event.data.at, tokensNotBefore: event.data.at });
      case 'UserSignedIn':
      case 'UserSignedOut':
        return state;
      default:
        return unknownEvent(event, 'user');
    }
  },
};

const blank = {
  active: true,
  passwordHash: null,
  passwordLink: null,
  identities: [],
  sessionsNotBefore: null,
  tokensNotBefore: null,
};

const memberships = (groupIds: string[]): Record<string, MembershipSource> =>
  Object.fromEntries(groupIds.map((id) => [id, 'manual']));

export const noSuchAccount = (): Rejected =>
  new Rejected(
    'not_found',
    'There is no account with this id. It may have been deleted; list the users to see who there is.',
  );

export const linkInvalid = (): Rejected =>
  new Rejected(
    'link_invalid',
    'This link does not work: it was used, withdrawn, has expired, or was not copied whole. Nothing ' +
      'was changed; ask an admin for a new one.',
  );

function registered(command: AccountCommand & { type: 'register' }): UserEvent[] {
  const { userId, name, email, role, groupIds, provider, passwordHash, externalId, identity, invitationId, actor, at } =
    command;
  const data = {
    userId,
    name,
    email,
    role,
    groupIds,
    provider,
    ...(externalId === undefined ? {} : { externalId }),
    ...(invitationId === undefined ? {} : { invitationId }),
    actor,
    at,
  };
  return [
    { type: 'UserRegistered', data },
    ...(passwordHash === undefined
      ? []
      : [{ type: 'PasswordSet' as const, data: { userId, hash: passwordHash, actor, at } }]),
    ...(identity === undefined
      ? []
      : [
          {
            type: 'OutsideIdentityLinked' as const,
            data: { userId, issuer: identity.issuer, subject: identity.subject, actor, at },
          },
        ]),
  ];
}

function serviceAccount({ userId, name, role, groupIds, actor, at }: AccountCommand & { type: 'createService' }) {
  return { userId, name, role, groupIds, actor, at };
}

/** Joins the requested groups, and leaves those of `leavable` that are not requested. */
function changedGroups(
  account: Account,
  requested: string[],
  leavable: string[],
  source: MembershipSource,
  { actor, at }: { actor: Actor; at: string },
): UserEvent[] {
  const userId = account.id;
  const joined = [...new Set(requested)].filter((groupId) => !Object.hasOwn(account.groups, groupId));
  const left = leavable.filter((groupId) => !requested.includes(groupId));
  return [
    ...joined.map((groupId): UserEvent => ({ type: 'GroupJoined', data: { userId, groupId, source, actor, at } })),
    ...left.map((groupId): UserEvent => ({ type: 'GroupLeft', data: { userId, groupId, actor, at } })),
  ];
}

function onAccount(state: AccountState, change: Partial<Account>): AccountState {
  return typeof state === 'string' ? state : { ...state, ...change };
}
