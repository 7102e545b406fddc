import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from './client.js';
import { queryClient } from './query-client.js';
import type { components } from './schema.js';

export type Me = components['schemas']['MeDto'];
export type Session = components['schemas']['SessionDto'];

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }): Promise<Session> => bodyOf(api.GET('/api/v1/session', { signal })),
  staleTime: 5 * 60_000,
});

/**
 * Whoever is signed in; only for pages inside the shell, which asks for a sign-in before it shows them. While somebody
 * signs out, what is still on the screen keeps showing who it was.
 */
export function useMe(): Me {
  const { user } = useSuspenseQuery(sessionQuery).data;
  const [shown, setShown] = useState(user);
  if (user && user !== shown) setShown(user);
  const me = user ?? shown;
  if (!me) throw new Error('Nobody is signed in.');
  return me;
}

export const signIn = (email: string, password: string): Promise<Me> =>
  bodyOf(api.POST('/api/v1/session', { body: { email, password } }));
export const setUp = (body: components['schemas']['SetUpDto']): Promise<Me> =>
  bodyOf(api.POST('/api/v1/setup', { body }));

/** What was shown to one person is not left for the next one. */
export async function enter(): Promise<void> {
  queryClient.removeQueries();
  await queryClient.fetchQuery(sessionQuery);
}

export async function signOut(everywhere = false): Promise<void> {
  await (everywhere ? api.DELETE('/api/v1/sessions') : api.DELETE('/api/v1/session'));
  forget();
}

/** The session has ended, here or elsewhere. */
export function forget(): void {
  const known = queryClient.getQueryData(sessionQuery.queryKey);
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  if (known) queryClient.setQueryData(sessionQuery.queryKey, { ...known, user: null });
}
