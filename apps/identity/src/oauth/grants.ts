import { Injectable } from '@nestjs/common';
import type { Actor } from '@toolyard/contracts';
import { EventStore, handle } from '@toolyard/event-store';
import { changedBy } from '@toolyard/service';
import { AccessTable } from '../access/access-table.js';
import { connectionDecider, type EndReason } from './connection.decider.js';
import { OAuthState } from './oauth.state.js';

const revokedKind = 'RevokedGrant';
const usedKind = 'UsedGrant';

const system: Actor = { kind: 'system', id: 'identity', name: 'identity' };

/** What becomes of a grant: when it was used, and that it is over. */
@Injectable()
export class Grants {
  constructor(
    private readonly state: OAuthState,
    private readonly access: AccessTable,
    private readonly store: EventStore,
  ) {}

  async isRevoked(grantId: string): Promise<boolean> {
    return (await this.state.get('grants', revokedKind, grantId)) !== undefined;
  }

  /**
   * Ends everything that was issued under the grant: access tokens at once in every gateway that answers, refresh tokens and codes here.
   * May be repeated; the mark stays, so nothing that is still being written brings the grant back.
   */
  async revoke(grantId: string, reason: EndReason, by: Actor = system): Promise<void> {
    const at = new Date().toISOString();
    if (!(await this.isRevoked(grantId))) await this.state.put('grants', revokedKind, grantId, { at });
    await this.access.put(`grant.${grantId}`, { revokedAt: at });
    await handle(this.store, `connection-${grantId}`, connectionDecider, { kind: 'disconnect', reason, actor: by, at }, changedBy(by));
  }

  /** Tokens were issued under it. */
  async used(grantId: string): Promise<void> {
    await this.state.put('grants', usedKind, grantId, { at: new Date().toISOString() });
  }

  async lastUsedAt(grantId: string): Promise<string | undefined> {
    return (await this.state.get<{ at: string }>('grants', usedKind, grantId))?.value.at;
  }
}
