import { queryOptions } from '@tanstack/react-query';
import { call } from './client.js';

export interface CredentialField {
  name: string;
  label: string;
  placeholder?: string;
  secret: boolean;
  set: boolean;
}

/** What somebody has to give to use a server, and how far that is. */
export interface Credential {
  serverId: string;
  slug: string;
  serverName: string;
  method: 'credentials' | 'oauth2';
  fields: CredentialField[];
  status: 'missing' | 'complete' | 'connected' | 'expired' | 'failed';
  scopes?: string[];
  updatedAt?: string;
  error?: string;
}

const of = (serverId: string, rest = ''): string => `/api/v1/servers/${encodeURIComponent(serverId)}/credential${rest}`;

export const credentialsQuery = queryOptions({
  queryKey: ['credentials'],
  queryFn: async ({ signal }): Promise<Credential[]> => (await call<{ items: Credential[] }>('GET', '/api/v1/me/credentials', undefined, signal)).items,
});

export const saveCredential = (serverId: string, values: Record<string, string>): Promise<Credential> => call('PUT', of(serverId), { values });
export const removeCredential = (serverId: string): Promise<void> => call('DELETE', of(serverId));
/** Where the browser has to go to connect an account. */
export const connectCredential = (serverId: string, returnTo: string): Promise<{ url: string }> => call('POST', of(serverId, '/connect'), { returnTo });
