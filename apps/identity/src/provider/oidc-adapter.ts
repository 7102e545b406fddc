import type { Adapter, AdapterPayload } from 'oidc-provider';
import { errors, Provider } from 'oidc-provider';
import { Clients } from '../clients/clients.js';
import type { EndReason } from '../authorizations/authorization.decider.js';
import { Grants } from '../authorizations/grants.js';
import { refreshAgainSeconds } from '../oauth-state/lifetimes.js';
import { OAuthState, type Shelf } from '../oauth-state/oauth-state.js';

const uidKind = 'SessionUid';
/** Gone as soon as their grant is, whatever is stored of them. */
const grantable = new Set(['AuthorizationCode', 'RefreshToken']);

const shelfOf = (model: string): Shelf => (model === 'Grant' || model === 'RefreshToken' ? 'grants' : 'requests');

/** What oidc-provider keeps of one model. Access tokens are signed and never stored. */
class StateAdapter implements Adapter {
  private readonly shelf: Shelf;

  constructor(
    private readonly model: string,
    private readonly state: OAuthState,
    private readonly grants: Grants,
  ) {
    this.shelf = shelfOf(model);
  }

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    await this.state.put(this.shelf, this.model, id, payload);
    if (this.model === 'Session' && payload.uid) await this.state.put(this.shelf, uidKind, payload.uid, id);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const held = await this.state.get<AdapterPayload>(this.shelf, this.model, id);
    const grantId = this.model === 'Grant' ? id : grantable.has(this.model) ? held?.value.grantId : undefined;
    if (!held || (grantId !== undefined && (await this.grants.isRevoked(grantId)))) return undefined;
    if (!this.mayRepeat(held.value)) return held.value;
    const { consumed: _, ...unused } = held.value;
    return unused;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const id = await this.state.get<string>(this.shelf, uidKind, uid);
    return id && this.find(id.value);
  }

  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  /**
   * Of two uses at the same time, on whichever replicas, one is the second; and a second use means that a code or token
   * was stolen, unless a client repeats a refresh.
   */
  async consume(id: string): Promise<void> {
    const held = await this.state.get<AdapterPayload>(this.shelf, this.model, id);
    if (!held) throw new errors.InvalidGrant('it is unknown or has expired');
    const consumed = { ...held.value, consumed: Math.floor(Date.now() / 1_000) };
    if (!held.value.consumed && (await this.state.swap(this.shelf, this.model, id, consumed, held.revision))) return;
    const used = held.value.consumed ? held : await this.state.get<AdapterPayload>(this.shelf, this.model, id);
    if (used && this.mayRepeat(used.value)) return;
    if (held.value.grantId) await this.grants.revoke(held.value.grantId, 'reused');
    throw new errors.InvalidGrant('it was already used');
  }

  /** A refresh token that was used just now. The time of its first use stays, however often it is repeated. */
  private mayRepeat({ consumed }: AdapterPayload): boolean {
    if (this.model !== 'RefreshToken' || typeof consumed !== 'number') return false;
    return Date.now() / 1_000 - consumed <= refreshAgainSeconds;
  }

  async destroy(id: string): Promise<void> {
    if (this.model === 'Grant') await this.grants.revoke(id, whyEnded());
    else await this.state.remove(this.shelf, this.model, id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.grants.revoke(grantId, whyEnded());
  }
}

/**
 * A client gives a token back at one address; anywhere else a grant is only ended because a code or token came again.
 */
function whyEnded(): EndReason {
  return Provider.ctx?.oidc.route === 'revocation' ? 'client' : 'reused';
}

export function adapterOf(state: OAuthState, grants: Grants, clients: Clients): (model: string) => Adapter {
  return (model) => (model === 'Client' ? clients : new StateAdapter(model, state, grants));
}
