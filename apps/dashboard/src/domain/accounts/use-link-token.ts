import { useState } from 'react';

/** The token of a one-time link. It is in the hash of the address, which browsers never send, so no log contains it. */
export function useLinkToken(): string | null {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token'));
  return token;
}
