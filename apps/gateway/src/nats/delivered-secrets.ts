import type { DeliveredCredential } from '@toolyard/contracts';
import { VariablesClient } from '@toolyard/service';
import type { FetchCredential } from '../mcp/credentials/caller-credentials.js';
import type { FetchSecrets } from '../mcp/recording/secret-masks.js';
import type { PlatformLink } from './platform-link.js';

/** `secrets` may have to ask a provider for a new token first. */
const credentialTimeoutMs = 15_000;

/** Fetches a server's variables from `secrets`. @throws while they cannot be fetched */
export function secretsFrom(link: PlatformLink): FetchSecrets {
  return async (serverId) => {
    const { requester, sealing } = link.require();
    return new VariablesClient(requester, sealing).valuesOf(serverId);
  };
}

/** Fetches a user's credential for a server from `secrets`. @throws while it cannot be fetched */
export function credentialsFrom(link: PlatformLink): FetchCredential {
  return async (serverId, userId) => {
    const { requester, sealing } = link.require();
    const request = { serverId, userId, receiver: sealing.receiver };
    const timing = { timeoutMs: credentialTimeoutMs };
    const { sealed, ...rest } = await requester.request('secrets.credentials.deliver', request, timing);
    const delivered = sealed && (JSON.parse(await sealing.open(sealed)) as DeliveredCredential);
    return { status: rest.status, delivered, expiresAt: rest.expiresAt, error: rest.error };
  };
}
