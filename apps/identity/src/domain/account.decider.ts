import {
  type Actor,
  type DataOf,
  type MembershipSource,
  Rejected,
  type Role,
  type SignInMethod,
  type UserEvent,
} from '@toolyard/contracts';
import type { Decider } from '@toolyard/event-store';
import { type Account, type AccountState, editable, evolveAccount } from './account.js';
import { changedFields } from './edits.js';
import { decideSecondFactor, type SecondFactorCommand } from './second-factor.decider.js';

export interface AccountEdits {
  name?: string;
  email?: string;
  role?: Role;
  externalId?: string;
}

export type AccountCommand = { actor: Actor; at: string } & (
  | ({
      type: 'register';
      passwordHash?: string;
      identity?: { issuer: string; subject: string };
    } & Omit<DataOf<UserEvent, 'UserRegistered'>, 'actor' | 'at'>)
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
  | SecondFactorCommand
);

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
        const changed = changedFields(editable, command.edits, state);
        return changed ? [{ type: 'UserEdited', data: { userId, ...changed, actor, at } }] : [];
      }
      case 'disable':
        return state.active ? [{ type: 'UserDisabled', data: { userId, actor, at } }] : [];
      case 'enable':
        return state.active ? [] : [{ type: 'UserEnabled', data: { userId, actor, at } }];
      case 'delete':
        return [{ type: 'UserDeleted', data: { userId, actor, at } }];
      case 'setPassword':
        assertPerson(state);
        if (command.link !== undefined && !opens(state, command.link, at)) throw linkInvalid();
        return [{ type: 'PasswordSet', data: { userId, hash: command.hash, actor, at } }];
      case 'makePasswordLink': {
        assertPerson(state);
        const { digest, expiresAt } = command;
        return [{ type: 'PasswordLinkMade', data: { userId, digest, expiresAt, actor, at } }];
      }
      case 'linkIdentity':
        return linked(state, command);
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
      default:
        assertPerson(state);
        return decideSecondFactor(command, state, { actor, at });
    }
  },

  evolve: evolveAccount,
};

function assertPerson({ kind }: Account): void {
  if (kind === 'service')
    throw new Rejected('conflict', 'A service account has no password. Nothing was changed; make an API key for it.');
}

/** @param link digest of the link that was used */
const opens = ({ active, passwordLink }: Account, link: string, at: string): boolean =>
  active && passwordLink?.digest === link && at < passwordLink.expiresAt;

function linked(
  account: Account,
  { issuer, subject, actor, at }: AccountCommand & { type: 'linkIdentity' },
): UserEvent[] {
  const existing = account.identities.find((each) => each.issuer === issuer);
  if (existing && existing.subject !== subject)
    throw new Rejected(
      'conflict',
      'This account is linked to another person at the sign-in provider. Nothing was changed; ask an admin.',
    );
  return existing ? [] : [{ type: 'OutsideIdentityLinked', data: { userId: account.id, issuer, subject, actor, at } }];
}

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
