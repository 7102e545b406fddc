import { Injectable } from '@nestjs/common';
import {
  accountOf,
  type Actor,
  type Principal,
  type QuotaUses,
  Rejected,
  type Server,
  type ServerEvent,
  slugOf,
  slugPattern,
  type Source,
} from '@toolyard/contracts';
import { EventStore, type StoredEvent } from '@toolyard/event-store';
import { Requester } from '@toolyard/messaging';
import { FollowedAggregate, log, newId, refusalOf, sealMessage } from '@toolyard/service';
import { RegistryConfig } from '../registry.config.js';
import { clientSecretOf, serverAuth } from './auth.dto.js';
import { foldServer, noSuchServer, type ServerCommand, serverDecider, type ServerState } from './server.decider.js';
import { limitsOf } from './limits.dto.js';
import type { ListServersDto } from './list-servers.dto.js';
import type { CreateServerDto, EditServerDto } from './servers.dto.js';
import { ServerQuotas } from './server-quotas.js';
import { type ServerPage, Servers } from './servers.view.js';
import { isKept, lostRace, Slugs, slugTaken } from './slugs.js';

const idPattern = /^srv_[0-9a-f]{32}$/;
const messageSeconds = 60;
const defaultPageSize = 30;
/** Asking GitHub takes several requests to it. */
const checkTimeoutMs = 20_000;

/**
 * The servers of this installation. Commands go to the event store and resolve once this replica shows the change;
 * reads come from the view.
 */
@Injectable()
export class ServersService extends FollowedAggregate<ServerState, ServerCommand, ServerEvent> {
  private readonly servers = new Servers();

  constructor(
    store: EventStore,
    private readonly slugs: Slugs,
    private readonly requester: Requester,
    private readonly quotas: ServerQuotas,
    private readonly config: RegistryConfig,
  ) {
    super(store, { decider: serverDecider, prefix: 'server-' });
  }

  protected fold(event: StoredEvent): void {
    this.servers.apply(event);
  }

  /** Servers that the principal may see or use, the newest first. */
  page({ search, slug, mine, deactivated, cursor, limit }: ListServersDto, principal: Principal): ServerPage {
    return this.servers.page({
      search: search?.trim(),
      slug,
      createdBy: mine ? principal.userId : undefined,
      visible: (server) => refusalOf(principal, ['admin', 'auditor', 'usable'], 'read', server) === undefined,
      deactivated: deactivated ?? false,
      cursor,
      limit: limit ?? defaultPageSize,
    });
  }

  all(): Server[] {
    return this.servers.all();
  }

  /** Reads the store when the view of this replica does not hold the server yet. @throws Rejected `not_found` */
  async get(id: string): Promise<Server> {
    const listed = this.servers.get(id);
    if (listed) return listed;
    if (!idPattern.test(id)) throw noSuchServer();
    const server = foldServer(await this.store.read(streamOf(id)));
    if (typeof server === 'string') throw noSuchServer();
    return server;
  }

  /** @throws Rejected `not_found` */
  withSlug(slug: string): Server {
    const server = slugPattern.test(slug) ? this.servers.withSlug(slug) : undefined;
    if (!server) throw new Rejected('not_found', `There is no server at /s/${slug.slice(0, 100)}.`);
    return server;
  }

  /**
   * Reserves the slug, keeps the client secret and creates the server, in this order: each step can be undone or taken
   * over when the next one fails.
   * @param mayAdopt the actor is an admin, who may name the repository of another account and its former slug
   * @throws Rejected `source_not_connected`, `invalid_request`, `slug_taken`, `repository_taken`, `quota_exceeded`
   */
  async create(input: CreateServerDto, actor: Actor, mayAdopt: boolean): Promise<Server> {
    const assertRoom = () => this.quotas.assertCreate(this.servers.all(), accountOf(actor), input.replicas ?? 1);
    assertRoom();
    const at = new Date().toISOString();
    const serverId = newId('srv');
    const slug = input.slug ?? slugOf(input.name, `server-${serverId.slice(-12)}`);
    const { source, adopts } = await this.sourceFor(input.source, slug, actor, mayAdopt);
    const command: ServerCommand = {
      type: 'create',
      serverId,
      slug,
      name: input.name,
      description: input.description ?? '',
      visibility: input.visibility ?? 'private',
      access: input.access ?? 'organisation',
      source,
      auth: serverAuth(input.auth),
      replicas: input.replicas ?? 1,
      headers: input.headers ?? [],
      limits: limitsOf(input.limits),
      adoptsRepository: adopts,
      actor,
      at,
    };
    try {
      await this.slugs.reserveFor({ accountId: accountOf(actor), isAdmin: mayAdopt }, slug, serverId, at);
      await this.keepClientSecret(serverId, clientSecretOf(input.auth), actor).catch(async (error: unknown) => {
        await this.slugs.release(slug, serverId, at).catch(() => undefined);
        throw error;
      });
      // When this append fails the reservation stays; the next request for the slug finds it orphaned and takes it.
      return await this.quotas.inTurn(() => {
        assertRoom();
        return this.change(serverId, command);
      });
    } catch (error) {
      if (error instanceof Rejected && error.code === 'quota_exceeded')
        await this.slugs.release(slug, serverId, at).catch(() => undefined);
      throw lostRace(error) && !isKept(error) ? slugTaken(slug) : error;
    }
  }

  /** @throws Rejected `source_not_connected`, `invalid_request`, `repository_taken`, `unavailable` */
  private async sourceFor(
    input: CreateServerDto['source'],
    slug: string,
    actor: Actor,
    mayAdopt: boolean,
  ): Promise<{ source: Source; adopts: boolean }> {
    const { provider, branch, watchPaths } = input;
    if (provider === 'git') {
      const hasNoPlainName = input.repository?.includes('/') ?? false;
      if (hasNoPlainName || branch !== undefined || watchPaths !== undefined) throw notOfGit(hasNoPlainName);
      const { repository, adopts } = this.repositoryFor(input.repository, slug, actor, mayAdopt);
      return { source: { provider, repository }, adopts };
    }
    if (!input.repository?.includes('/'))
      throw new Rejected('invalid_request', 'A repository on GitHub is named owner/name. Nothing was created.', [
        { field: 'source.repository', problem: 'has no owner' },
      ]);
    const { repository } = await this.requester.request(
      'builds.github.check',
      { repository: input.repository },
      { timeoutMs: checkTimeoutMs },
    );
    return { source: { provider, repository, branch, watchPaths }, adopts: false };
  }

  /**
   * A repository that was named has to be free or the account's own; the default is the slug, or the slug with a number
   * where another account has a repository of that name.
   */
  private repositoryFor(named: string | undefined, slug: string, actor: Actor, mayAdopt: boolean) {
    const isFree = (repository: string) =>
      (this.servers.repositories.ownerOf(repository) ?? accountOf(actor)) === accountOf(actor);
    if (named === undefined) {
      let repository = slug;
      for (let n = 2; !isFree(repository); n++) repository = `${slug}-${n}`;
      return { repository, adopts: false };
    }
    if (isFree(named)) return { repository: named, adopts: false };
    if (mayAdopt) return { repository: named, adopts: true };
    throw new Rejected(
      'repository_taken',
      `The repository "${named}" belongs to another account. Nothing was created. Name another repository, ` +
        'or ask an admin to create the server.',
      { repository: named },
    );
  }

  /**
   * Before the server is created: a server without its secret would be incomplete, a secret without a server is unused.
   */
  private async keepClientSecret(serverId: string, clientSecret: string | undefined, actor: Actor): Promise<void> {
    if (clientSecret === undefined) return;
    const sealed = await sealMessage(
      this.config.serviceKey,
      'client secret',
      { serverId, clientSecret },
      messageSeconds,
    );
    await this.requester.request('secrets.clientSecrets.keep', { sealed, actor });
  }

  /** Fields that are absent stay as they are. @throws Rejected `not_found`, `auth_method_fixed`, `quota_exceeded` */
  async edit(id: string, input: EditServerDto, actor: Actor): Promise<Server> {
    if (input.auth !== undefined) {
      throw new Rejected(
        'auth_method_fixed',
        'The auth method of a server cannot change after its creation. Nothing was changed; create another ' +
          'server for another method.',
      );
    }
    const { name, description, visibility, access, replicas, headers, source } = input;
    const limits = input.limits && limitsOf(input.limits);
    const edits = { name, description, visibility, access, replicas, headers, limits, source };
    const edit = () => this.changeExisting(id, { type: 'edit', edits, actor, at: new Date().toISOString() });
    if (replicas === undefined) return edit();
    return this.withReplicas(id, () => replicas, edit);
  }

  /** How much of the quotas of servers is used. */
  quotaUses(of: { accountId?: string; serverId?: string }): QuotaUses {
    return this.quotas.uses(this.servers.all(), of);
  }

  /** @throws Rejected `not_found` */
  disable(id: string, actor: Actor): Promise<Server> {
    return this.changeExisting(id, { type: 'disable', actor, at: new Date().toISOString() });
  }

  /** @throws Rejected `not_found`, `quota_exceeded` */
  enable(id: string, actor: Actor): Promise<Server> {
    const enable = () => this.changeExisting(id, { type: 'enable', actor, at: new Date().toISOString() });
    return this.withReplicas(id, ({ replicas }) => replicas, enable);
  }

  /** A change after which the server runs that many replicas. @throws Rejected `not_found`, `quota_exceeded` */
  private async withReplicas(
    id: string,
    after: (server: Server) => number,
    change: () => Promise<Server>,
  ): Promise<Server> {
    const before = await this.get(id);
    await this.quotas.assertMemory(before, after(before));
    return this.quotas.inTurn(async () => {
      const server = await this.get(id);
      this.quotas.assertReplicas(this.servers.all(), server, after(server));
      return change();
    });
  }

  /** The other services follow the event and remove what they hold. @throws Rejected `not_found` */
  async delete(id: string, actor: Actor): Promise<void> {
    const { slug } = await this.get(id);
    const at = new Date().toISOString();
    await this.aggregate.execute(id, { type: 'delete', actor, at }, actor);
    await this.slugs.release(slug, id, at).catch((error: unknown) => {
      log.warn(
        { err: error, slug },
        'the slug of a deleted server is not released yet; the next request for it takes it',
      );
    });
  }

  private changeExisting(id: string, command: ServerCommand): Promise<Server> {
    if (!idPattern.test(id)) throw noSuchServer();
    return this.change(id, command);
  }

  private async change(id: string, command: ServerCommand): Promise<Server> {
    const { state } = await this.aggregate.execute(id, command, command.actor);
    if (typeof state === 'string') throw noSuchServer();
    return state;
  }
}

function notOfGit(hasNoPlainName: boolean): Rejected {
  return hasNoPlainName
    ? new Rejected(
        'invalid_request',
        'A repository of the built-in git remote has a plain name without "/". Nothing was created.',
        [{ field: 'source.repository', problem: 'has a /' }],
      )
    : new Rejected(
        'invalid_request',
        'The built-in git remote deploys main and every change, so a branch and watched paths cannot be set. ' +
          'Nothing was created.',
      );
}

const streamOf = (id: string): string => `server-${id}`;
