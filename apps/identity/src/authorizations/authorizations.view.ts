import type { ConnectionEvent } from '@toolyard/contracts';
import { type Authorization, authorizationDecider } from './authorization.decider.js';

/** Open authorizations by user. */
export class AuthorizationsView {
  private readonly byId = new Map<string, Authorization>();
  private readonly byUser = new Map<string, Set<string>>();

  apply(event: { data: unknown }): void {
    const { connectionId, userId } = (event as ConnectionEvent).data;
    const after = authorizationDecider.evolve(this.byId.get(connectionId) ?? null, event as ConnectionEvent);
    const ofUser = this.byUser.get(userId) ?? new Set();
    if (after?.open) {
      this.byId.set(connectionId, after);
      this.byUser.set(userId, ofUser.add(connectionId));
    } else {
      this.byId.delete(connectionId);
      ofUser.delete(connectionId);
    }
  }

  get(id: string): Authorization | undefined {
    return this.byId.get(id);
  }

  all(): Authorization[] {
    return [...this.byId.values()];
  }

  /** The latest first. */
  of(userId: string): Authorization[] {
    const connections = [...(this.byUser.get(userId) ?? [])].flatMap((id) => this.byId.get(id) ?? []);
    return connections.sort((a, b) => b.connectedAt.localeCompare(a.connectedAt) || a.id.localeCompare(b.id));
  }
}
