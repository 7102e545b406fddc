import { Rejected, type Server, type ServerEvent } from '@toolyard/contracts';

/** What this service needs of a server to ask its users for credentials. */
export type ServerOfCredentials = Pick<Server, 'id' | 'slug' | 'name' | 'auth' | 'createdBy' | 'disabled'>;

interface SeenEvent {
  stream: string;
  type: string;
  data: unknown;
}

/** The servers and accounts that secrets belong to. */
export class OwnersView {
  private readonly servers = new Map<string, ServerOfCredentials>();
  /** Deleted servers, kept because tokens may still have to be revoked at their provider. */
  private readonly past = new Map<string, ServerOfCredentials>();
  private readonly gone = new Set<string>();

  apply(event: SeenEvent): void {
    if (event.stream.startsWith('server-')) this.foldServer(event as SeenEvent & ServerEvent);
    if (event.stream.startsWith('user-')) this.foldAccount(event);
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

export const serverGone = (): Rejected =>
  new Rejected(
    'not_found',
    'There is no server with this id. It may have been deleted; its variables are gone with it.',
  );
