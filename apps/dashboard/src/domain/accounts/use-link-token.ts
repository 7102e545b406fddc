import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';

/**
 * The token of a one-time link, or null. It comes in the hash of the address, which browsers never send, so no log
 * contains it. It moves from the address to the entry of the history at once: the address bar does not show it, a
 * reload keeps it, and a link that is pasted into the open tab replaces it.
 */
export function useLinkToken(): string | null {
  const navigate = useNavigate();
  const { hash, state } = useRouterState({ select: ({ location }) => location });
  const opened = new URLSearchParams(hash).get('token');
  useEffect(() => {
    if (opened !== null)
      void navigate({ to: '.', search: true, hash: '', replace: true, state: { linkToken: opened } as never });
  }, [navigate, opened]);
  return opened ?? (state as { linkToken?: string }).linkToken ?? null;
}
