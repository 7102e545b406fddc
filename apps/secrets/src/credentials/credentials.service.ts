import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type DeliveredCredential,
  type Principal,
  type Receiver,
  Rejected,
  type Requests,
} from '@toolyard/contracts';
import { refusalOf, KeyedMutex, sealTo } from '@toolyard/service';
import { ServerDirectory } from '../owners/server-directory.js';
import { SecretsConfig } from '../secrets.config.js';
import { withFreshSeal } from '../store/fresh-seal.js';
import { type CredentialState, statusOf } from '../credential-store/credential.decider.js';
import type { CredentialItemDto } from './credential.dto.js';
import { assertFitTogether, assertValues, bearer, filledIn } from './credential.rules.js';
import { CredentialStore } from '../credential-store/credential-store.js';
import { OwnersView, type ServerOfCredentials } from '../owners/owners.view.js';
import { CredentialsView } from '../credential-store/credentials.view.js';
import { hasEnded, Refresher } from '../provider-accounts/refresher.js';

type Delivery = Requests['secrets.credentials.deliver']['reply'];

/**
 * Credentials of users for servers. Values are in clear only while they are stored, and while they are sealed for a
 * gateway's key.
 */
@Injectable()
export class CredentialsService {
  private readonly mutex = new KeyedMutex();

  constructor(
    private readonly owners: OwnersView,
    private readonly view: CredentialsView,
    private readonly servers: ServerDirectory,
    private readonly store: CredentialStore,
    private readonly refresher: Refresher,
    private readonly config: SecretsConfig,
  ) {}

  /** Of every server that asks for something and that the person may use. */
  mine(principal: Principal): CredentialItemDto[] {
    const mine = this.owners.asking.filter((server) => refusalOf(principal, ['usable'], 'read', server) === undefined);
    return mine.map((server) => itemOf(server, this.view.of(server.id, principal.userId)));
  }

  async set(
    serverId: string,
    userId: string,
    values: Record<string, unknown>,
    actor: Actor,
  ): Promise<CredentialItemDto> {
    const server = await this.servers.get(serverId);
    const { auth } = server;
    if (auth.method !== 'credentials') {
      throw new Rejected(
        'conflict',
        auth.method === 'oauth2'
          ? 'This server asks for a connection to its provider, not for values. Nothing was stored; connect instead.'
          : 'This server asks for no credentials. Nothing was stored.',
      );
    }
    assertValues(auth.fields, values);
    const store = async (): Promise<CredentialItemDto> => {
      const state = await this.store.current(serverId, userId);
      const before = await this.store.values(serverId, userId, state);
      const changed = Object.entries(values).filter(([name, value]) => before[name] !== value);
      if (changed.length === 0) return itemOf(server, state);
      assertFitTogether({ ...before, ...values });
      await this.store.setValues(serverId, userId, Object.fromEntries(changed), state, actor);
      return itemOf(server, await this.store.current(serverId, userId));
    };
    return this.mutex.runExclusive(`${serverId} ${userId}`, () => withFreshSeal(store));
  }

  async remove(serverId: string, userId: string, actor: Actor): Promise<void> {
    await this.servers.assertExists(serverId);
    await this.store.change({ type: 'remove', reason: 'asked', serverId, userId, actor, at: new Date().toISOString() });
  }

  /** @throws Rejected `forbidden` for a receiver that is no service of this installation */
  async deliver(serverId: string, userId: string, receiver: Receiver): Promise<Delivery> {
    const server = this.owners.server(serverId) ?? (await this.servers.get(serverId));
    const { auth } = server;
    const state =
      auth.method === 'oauth2'
        ? await this.refresher.fresh({ serverId, userId, auth })
        : await this.store.current(serverId, userId);
    const status = statusOf(auth, state);
    const nothing = { sealed: null, version: String(state.changes), expiresAt: null };
    if (this.owners.isGone(userId)) return { ...nothing, status: 'missing' };
    if (status !== 'complete' && status !== 'connected') return { ...nothing, status, error: state.problem?.error };
    if (state.tokens && hasEnded(state.tokens))
      return {
        ...nothing,
        status: 'failed',
        error: 'The provider could not be reached to renew the connection. Try again in a moment.',
      };
    const opened = await this.opened(server, userId, state);
    const sealed = await sealTo(receiver, JSON.stringify(opened), this.config.serviceKey);
    return { status, sealed, version: String(state.changes), expiresAt: state.tokens?.expiresAt ?? null };
  }

  private async opened(
    { id, auth }: ServerOfCredentials,
    userId: string,
    state: CredentialState,
  ): Promise<DeliveredCredential> {
    if (auth.method === 'credentials') return filledIn(auth.fields, await this.store.values(id, userId, state));
    if (!state.tokens) return { headers: [], secrets: [] };
    return bearer((await this.store.tokens(id, userId, state.tokens)).accessToken);
  }
}

function itemOf({ id, slug, name, auth }: ServerOfCredentials, state: CredentialState): CredentialItemDto {
  if (auth.method === 'none') throw new Rejected('conflict', 'This server asks for no credentials.');
  const fields =
    auth.method === 'credentials'
      ? auth.fields.map(({ name: field, label, placeholder, secret }) => ({
          name: field,
          label,
          ...(placeholder === undefined ? {} : { placeholder }),
          secret,
          set: state.values.has(field),
        }))
      : [];
  return {
    serverId: id,
    slug,
    serverName: name,
    method: auth.method,
    fields,
    status: statusOf(auth, state),
    ...(auth.method === 'oauth2' ? { scopes: state.tokens?.scopes ?? auth.scopes } : {}),
    ...(state.updatedAt === null ? {} : { updatedAt: state.updatedAt }),
    ...(state.problem ? { error: state.problem.error } : {}),
  };
}
