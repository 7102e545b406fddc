import { Injectable } from '@nestjs/common';
import { type AccessGrant, type Actor, buckets, type ConnectionEvent } from '@toolyard/contracts';
import { AggregateStore, EventStore } from '@toolyard/event-store';
import { Messaging } from '@toolyard/messaging';
import { changedBy } from '@toolyard/service';
import { AccessTable } from '../access/access-table.js';
import {
  type Authorization,
  type AuthorizationCommand,
  authorizationDecider,
  type EndReason,
} from './authorization.decider.js';
import { OAuthState } from '../oauth-state/oauth-state.js';

const revokedKind = 'RevokedGrant';
const usedKind = 'UsedGrant';

/** How long gateways keep a revoked grant: access tokens live an hour. */
const forgetMs = 2 * 3_600_000;

const system: Actor = { kind: 'system', id: 'identity', name: 'identity' };

/**
 * OAuth grants of the authorization server, one for each authorization: when they were last used, and their revocation.
 */
@Injectable()
export class Grants {
  private readonly revoking = new Map<string, Promise<void>>();
  private readonly authorizations: AggregateStore<Authorization | null, AuthorizationCommand, ConnectionEvent>;

  constructor(
    private readonly state: OAuthState,
    private readonly access: AccessTable,
    store: EventStore,
    private readonly messaging: Messaging,
  ) {
    this.authorizations = new AggregateStore(store, {
      decider: authorizationDecider,
      prefix: 'connection-',
      metadata: changedBy,
    });
  }

  async isRevoked(grantId: string): Promise<boolean> {
    return (await this.state.get('grants', revokedKind, grantId)) !== undefined;
  }

  /**
   * Ends everything that was issued under the grant: access tokens at once in every gateway that answers, refresh
   * tokens and codes here. May be repeated; the mark stays, so nothing that is still being written brings the grant
   * back.
   */
  revoke(grantId: string, reason: EndReason, by: Actor = system): Promise<void> {
    // The library calls this once for each kind of token, all at the same time; one call ends the grant.
    const running =
      this.revoking.get(grantId) ?? this.end(grantId, reason, by).finally(() => this.revoking.delete(grantId));
    this.revoking.set(grantId, running);
    return running;
  }

  private async end(grantId: string, reason: EndReason, by: Actor): Promise<void> {
    const at = new Date().toISOString();
    if (!(await this.isRevoked(grantId))) await this.state.put('grants', revokedKind, grantId, { at });
    await this.access.put(`grant.${grantId}`, { revokedAt: at });
    await this.authorizations.execute(grantId, { type: 'disconnect', reason, actor: by, at }, by);
  }

  /** Tokens were issued under it. */
  async used(grantId: string): Promise<void> {
    await this.state.put('grants', usedKind, grantId, { at: new Date().toISOString() });
  }

  async lastUsedAt(grantId: string): Promise<string | undefined> {
    return (await this.state.get<{ at: string }>('grants', usedKind, grantId))?.value.at;
  }

  /** Takes away what gateways no longer need to know. */
  async sweep(): Promise<void> {
    const bucket = await this.messaging.kv(buckets.access);
    for await (const key of await bucket.keys('grant.>')) {
      const entry = await bucket.get(key);
      if (entry?.operation === 'PUT' && Date.now() - Date.parse(entry.json<AccessGrant>().revokedAt) > forgetMs)
        await bucket.purge(key, { previousSeq: entry.revision });
    }
  }
}
