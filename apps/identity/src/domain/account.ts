import type { AccountProvider, Actor, MembershipSource, Role, UserEvent } from '@toolyard/contracts';
import { unknownEvent } from '@toolyard/event-store';
import { givenFields } from './edits.js';
import { evolveSecondFactor, type SecondFactor } from './second-factor.js';

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
  /** Null while a password is enough. */
  secondFactor: SecondFactor | null;
  /** At outside providers. */
  identities: { issuer: string; subject: string }[];
  /** ISO 8601; sessions of the dashboard from before are over. */
  sessionsNotBefore: string | null;
  /** ISO 8601; access and refresh tokens from before are over. */
  tokensNotBefore: string | null;
  createdAt: string;
  createdBy: Actor;
}

/** `gone` covers deleted and abandoned alike: the id is used up. */
export type AccountState = Account | 'missing' | 'gone';

/** What an admin, or the provider that pushes accounts, may change. */
export const editable = ['name', 'email', 'role', 'externalId'] as const;

export function evolveAccount(state: AccountState, event: UserEvent): AccountState {
  switch (event.type) {
    case 'UserRegistered': {
      const { userId: id, name, email, role, groupIds, provider, externalId = null, actor, at } = event.data;
      const made = { groups: memberships(groupIds), createdAt: at, createdBy: actor };
      return { ...blank, id, kind: 'user', name, email, role, provider, externalId, ...made };
    }
    case 'ServiceAccountCreated': {
      const { userId: id, name, role, groupIds, actor, at } = event.data;
      const made = { groups: memberships(groupIds), createdAt: at, createdBy: actor };
      return { ...blank, id, kind: 'service', name, email: null, role, provider: 'service', externalId: null, ...made };
    }
    case 'UserEdited':
      return onAccount(state, givenFields(editable, event.data));
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
    case 'SecondFactorSet':
    case 'RecoveryCodesMade':
    case 'SecondFactorUsed':
    case 'RecoveryCodeUsed':
    case 'PasskeyRegistered':
    case 'PasskeyUsed':
    case 'PasskeyRemoved':
    case 'SecondFactorRemoved':
      return typeof state === 'string'
        ? state
        : { ...state, secondFactor: evolveSecondFactor(state.secondFactor, event) };
    case 'SessionsEnded':
      return onAccount(state, { sessionsNotBefore: event.data.at, tokensNotBefore: event.data.at });
    case 'UserSignedIn':
    case 'UserSignedOut':
      return state;
    default:
      return unknownEvent(event, 'user');
  }
}

const blank = {
  active: true,
  passwordHash: null,
  passwordLink: null,
  secondFactor: null,
  identities: [],
  sessionsNotBefore: null,
  tokensNotBefore: null,
};

const memberships = (groupIds: string[]): Record<string, MembershipSource> =>
  Object.fromEntries(groupIds.map((id) => [id, 'manual']));

function onAccount(state: AccountState, change: Partial<Account>): AccountState {
  return typeof state === 'string' ? state : { ...state, ...change };
}
