import { type ClientSecretState, clientSecretDecider, foldClientSecret } from './client-secret.decider.js';
import { credentialDecider, type CredentialState, foldCredential } from './credential.decider.js';

interface SeenEvent {
  stream: string;
  type: string;
  data: unknown;
}

interface Held {
  serverId: string;
  userId: string;
  state: CredentialState;
}

export const credentialStream = (serverId: string, userId: string): string => `credential-${serverId}-${userId}`;
export const clientSecretStream = (serverId: string): string => `clientsecret-${serverId}`;
export const credentialOwner = (serverId: string, userId: string): string => `credential:${serverId}:${userId}`;
export const clientSecretOwner = (serverId: string): string => `clientsecret:${serverId}`;

/** Credentials and client secrets as stored. Holds no value in clear. */
export class CredentialsView {
  private readonly held = new Map<string, Held>();
  private readonly secrets = new Map<string, ClientSecretState>();

  apply(event: SeenEvent): void {
    const noun = event.stream.slice(0, event.stream.indexOf('-'));
    if (noun === 'clientsecret') {
      const { serverId } = event.data as { serverId: string };
      this.secrets.set(serverId, foldClientSecret([event], this.clientSecret(serverId)));
    }
    if (noun === 'credential') {
      const { serverId, userId } = event.data as { serverId: string; userId: string };
      this.held.set(event.stream, { serverId, userId, state: foldCredential([event], this.of(serverId, userId)) });
    }
  }

  of(serverId: string, userId: string): CredentialState {
    return this.held.get(credentialStream(serverId, userId))?.state ?? credentialDecider.initial;
  }

  clientSecret(serverId: string): ClientSecretState {
    return this.secrets.get(serverId) ?? clientSecretDecider.initial;
  }

  heldFor(of: { serverId?: string; userId?: string }): Held[] {
    return [...this.held.values()].filter(
      (each) => (of.serverId ?? each.serverId) === each.serverId && (of.userId ?? each.userId) === each.userId,
    );
  }
}
