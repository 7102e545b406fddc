import { useState } from 'react';

/**
 * The token of a one-time link. It stands behind the `#`, which no server and no log ever sees, and leaves the address
 * bar once it is read.
 */
export function useLinkToken(): string | null {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token'));
  return token;
}
