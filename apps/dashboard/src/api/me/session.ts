import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../http/client.js';
import { queryClient } from '../http/query-client.js';
import { sessionKeys } from '../query-keys.js';
import type { components } from '../schema.js';

export type Me = components['schemas']['MeDto'];
export type Session = components['schemas']['SessionDto'];

export const sessionQuery = queryOptions({
  queryKey: sessionKeys.all,
  queryFn: ({ signal }): Promise<Session> => bodyOf(api.GET('/api/v1/session', { signal })),
  staleTime: 5 * 60_000,
});

/**
 * The signed-in user, for pages inside the shell, which requires a sign-in. During a sign-out it stays the last user,
 * so that the page can be shown until the browser has left it.
 */
export function useMe(): Me {
  const { user } = useSuspenseQuery(sessionQuery).data;
  const [shown, setShown] = useState(user);
  if (user && user !== shown) setShown(user);
  const me = user ?? shown;
  if (!me) throw new Error('There is no signed-in user.');
  return me;
}

export const signIn = (email: string, password: string): Promise<Me> =>
  bodyOf(api.POST('/api/v1/session', { body: { email, password } }));
export const setUp = (body: components['schemas']['SetUpDto']): Promise<Me> =>
  bodyOf(api.POST('/api/v1/setup', { body }));

/** Begins a login session: drops everything that was read for the user before. */
export async function enter(): Promise<void> {
  queryClient.removeQueries();
  await queryClient.fetchQuery(sessionQuery);
}

export async function signOut(everywhere: boolean): Promise<void> {
  await (everywhere ? api.DELETE('/api/v1/sessions') : api.DELETE('/api/v1/session'));
  forget();
}

/** Ends the login session in this page: drops everything that was read for the user. */
export function forget(): void {
  const session = queryClient.getQueryData(sessionQuery.queryKey);
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKeys.all[0] });
  if (session) queryClient.setQueryData(sessionQuery.queryKey, { ...session, user: null });
}
