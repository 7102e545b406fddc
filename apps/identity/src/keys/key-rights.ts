import { includesRight, type Principal, Rejected, type Right, rights, type Role } from '@toolyard/contracts';

/** The rights that a key of this role can have: a key never does more than its account. */
export function rightsOf(role: Role): Right[] {
  if (role === 'admin') return [...rights];
  return role === 'developer' ? ['call', 'read', 'write', 'deploy'] : ['call', 'read', 'write'];
}

export interface KeyScope {
  rights: Right[];
  servers: 'all' | string[];
  /** ISO 8601; null: never. */
  expiresAt: string | null;
}

/**
 * A key may do at most what its account may, and at most what the key may that made it, for no longer. @throws Rejected
 * `forbidden`
 */
export function assertWithin(requested: KeyScope, role: Role, maker: Pick<Principal, 'via'> & KeyScope): void {
  const beyondRole = requested.rights.find((right) => !rightsOf(role).includes(right));
  if (beyondRole)
    throw new Rejected(
      'forbidden',
      `An account with the role ${role} has no use for the right "${beyondRole}". No key was made; leave it out.`,
    );
  if (maker.via === 'session') return;
  const beyondMaker = requested.rights.find((right) => !includesRight(maker.rights, right));
  if (beyondMaker)
    throw new Rejected(
      'forbidden',
      `This API key does not have the right "${beyondMaker}" itself, so it cannot make a key that has ` +
        'it. No key was made; sign in to make one.',
    );
  if (maker.expiresAt !== null && (requested.expiresAt === null || requested.expiresAt > maker.expiresAt)) {
    throw new Rejected(
      'forbidden',
      `This API key ends at ${maker.expiresAt}, so it cannot make a key that ends later or never. No ` +
        'key was made; sign in to make one.',
    );
  }
  const { servers } = maker;
  if (servers !== 'all' && (requested.servers === 'all' || requested.servers.some((id) => !servers.includes(id)))) {
    throw new Rejected(
      'forbidden',
      'This API key is limited to some servers, so it cannot make a key for others. No key was made; ' +
        'sign in to make one.',
    );
  }
}
