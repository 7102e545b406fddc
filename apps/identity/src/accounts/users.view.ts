import type { Role } from '@toolyard/contracts';
import type { DirectoryView } from '../domain/directory.view.js';
import type { Account } from '../domain/account.js';
import type { Invitation } from '../domain/invitation.decider.js';

export type UserStatus = 'active' | 'disabled' | 'invited';

/** A row of the list of users: an account, or an open invitation. */
export interface UserRow {
  id: string;
  kind: 'user' | 'service';
  name: string;
  email: string | null;
  role: Role;
  status: UserStatus;
  groupIds: string[];
  provider: Account['provider'];
  createdAt: string;
}

export interface UserQuery {
  /** Found in the name or the address, whatever the case. */
  search?: string;
  role?: Role;
  status?: UserStatus;
  kind?: 'user' | 'service';
  groupId?: string;
  /** `nextCursor` of the page before. */
  cursor?: string;
  limit: number;
}

/**
 * By name. The cursor is the last row's place in that order, so accounts that come or go meanwhile do not shift the
 * pages that follow.
 */
export function userPage(
  directory: DirectoryView,
  query: UserQuery,
  now: string,
): { items: UserRow[]; nextCursor: string | null } {
  const search = query.search && folded(query.search);
  const rows = [
    ...[...directory.accounts.values()].map(accountRow),
    ...openInvitations(directory, now).map(invitationRow),
  ]
    .filter((row) => query.role === undefined || row.role === query.role)
    .filter((row) => query.status === undefined || row.status === query.status)
    .filter((row) => query.kind === undefined || row.kind === query.kind)
    .filter((row) => query.groupId === undefined || (row.status !== 'invited' && row.groupIds.includes(query.groupId)))
    .filter((row) => !search || folded(`${row.name}\n${row.email ?? ''}`).includes(search))
    .map((row) => ({ row, place: placeOf(row) }))
    .filter(({ place }) => query.cursor === undefined || place > query.cursor)
    .sort((a, b) => (a.place < b.place ? -1 : 1));
  const page = rows.slice(0, query.limit);
  return { items: page.map(({ row }) => row), nextCursor: rows.length > query.limit ? page.at(-1)!.place : null };
}

export function openInvitations(directory: DirectoryView, now: string): Invitation[] {
  return [...directory.invitations.values()].filter(({ status, expiresAt }) => status === 'open' && now < expiresAt);
}

export function accountRow({ id, kind, name, email, role, active, groups, provider, createdAt }: Account): UserRow {
  return {
    id,
    kind,
    name,
    email,
    role,
    status: active ? 'active' : 'disabled',
    groupIds: Object.keys(groups),
    provider,
    createdAt,
  };
}

function invitationRow({ id, email, role, groupIds, createdAt }: Invitation): UserRow {
  return { id, kind: 'user', name: email, email, role, status: 'invited', groupIds, provider: 'password', createdAt };
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

const placeOf = ({ name, id }: UserRow): string => `${folded(name)}\n${id}`;
