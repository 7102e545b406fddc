import type { Right, Role } from '@toolyard/contracts';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { call } from './client.js';
import { queryClient } from './query-client.js';

export interface Me {
  kind: 'user' | 'apikey';
  id: string;
  userId: string;
  name: string;
  email?: string;
  role: Role;
  rights: Right[];
  servers: 'all' | string[];
  groups: { id: string; name: string }[];
  createdAt: string;
}

export interface Session {
  user: Me | null;
  setupRequired: boolean;
  signIn: { password: true; oidc: { name: string } | null };
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => call<Session>('GET', '/api/v1/session', undefined, signal),
  staleTime: 5 * 60_000,
});

/** Whoever is signed in; only for pages inside the shell, which asks for a sign-in before it shows them. */
export function useMe(): Me {
  const { user } = useSuspenseQuery(sessionQuery).data;
  if (!user) throw new Error('Nobody is signed in.');
  return user;
}

export const signIn = (email: string, password: string): Promise<Me> => call('POST', '/api/v1/session', { email, password });
export const setUp = (form: { token: string; name: string; email: string; password: string }): Promise<Me> => call('POST', '/api/v1/setup', form);

/** What was shown to one person is not left for the next one. */
export async function enter(): Promise<void> {
  queryClient.removeQueries();
  await queryClient.fetchQuery(sessionQuery);
}

export async function signOut(everywhere = false): Promise<void> {
  await call('DELETE', everywhere ? '/api/v1/sessions' : '/api/v1/session');
  forget();
}

/** The session has ended, here or elsewhere. */
export function forget(): void {
  const known = queryClient.getQueryData(sessionQuery.queryKey);
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  if (known) queryClient.setQueryData(sessionQuery.queryKey, { ...known, user: null });
}
