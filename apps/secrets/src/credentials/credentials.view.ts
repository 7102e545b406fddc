import type { Server, ServerEvent } from '@toolyard/contracts';
import { type ClientSecretState, clientSecretDecider, foldClientSecret } from './client-secret.decider.js';
import { credentialDecider, type CredentialState, foldCredential } from './credential.decider.js';

/** What this service needs of a server to ask its users for credentials. */
export type ServerOfCredentials = Pick<Server, 'id' | 'slug' | 'name' | 'auth' | 'createdBy' | 'disabled'>;

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

/**
 * Credentials and client secrets as stored, and the servers and accounts that they belong to. Holds no value in clear.
 */
export class CredentialsView {
  private readonly held = new Map<string, Held>();
  private readonly secrets = new Map<string, ClientSecretState>();
  private readonly servers = new Map<string, ServerOfCredentials>();
  /** Deleted servers, kept because tokens may still have to be revoked at their provider. */
  private readonly past = new Map<string, ServerOfCredentials>();
  private readonly gone = new Set<string>();

  apply(event: SeenEvent): void {
    const noun = event.stream.slice(0, event.stream.indexOf('-'));
    if (noun === 'server') this.foldServer(event as SeenEvent & ServerEvent);
    if (noun === 'user') this.foldAccount(event);
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

  server(serverId: string): ServerOfCredentials | undefined {
    return this.servers.get(serverId);
  }

  /** A server that exists or existed. */
  onceServer(serverId: string): ServerOfCredentials | undefined {
    return this.servers.get(serverId) ?? this.past.get(serverId);
  }

  isDeleted(serverId: string): boolean {
    return this.past.has(serverId);
  }

  isGone(userId: string): boolean {
    return this.gone.has(userId);
  }

  /** Servers that ask their users for something. */
  get asking(): ServerOfCredentials[] {
    return [...this.servers.values()].filter(({ auth }) => auth.method !== 'none');
  }

  heldFor(of: { serverId?: string; userId?: string }): Held[] {
    return [...this.held.values()].filter(
      (each) => (of.serverId ?? each.serverId) === each.serverId && (of.userId ?? each.userId) === each.userId,
    );
  }

  private foldServer(event: ServerEvent): void {
    const { serverId } = event.data;
    const existing = this.servers.get(serverId);
    switch (event.type) {
      case 'ServerCreated': {
        const { slug, name, auth, actor } = event.data;
        this.servers.set(serverId, { id: serverId, slug, name, auth, createdBy: actor, disabled: false });
        return;
      }
      case 'ServerEdited':
        if (existing) existing.name = event.data.name ?? existing.name;
        return;
      case 'ServerDisabled':
      case 'ServerEnabled':
        if (existing) existing.disabled = event.type === 'ServerDisabled';
        return;
      case 'ServerDeleted':
        this.servers.delete(serverId);
        if (existing && existing.auth.method !== 'none') this.past.set(serverId, existing);
        return;
      case 'ServerAbandoned':
        return;
    }
  }

  private foldAccount({ type, data }: SeenEvent): void {
    const { userId } = data as { userId: string };
    if (type === 'UserDisabled' || type === 'UserDeleted') this.gone.add(userId);
    if (type === 'UserEnabled') this.gone.delete(userId);
  }
}
