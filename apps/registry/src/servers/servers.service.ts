import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import {
  accountOf,
  type Actor,
  Rejected,
  type Server,
  type ServerEvent,
  slugOf,
  slugPattern,
} from '@toolyard/contracts';
import { EventStore, handle, View } from '@toolyard/event-store';
import { Requester } from '@toolyard/messaging';
import { changedBy, log, newId, sealMessage, ServiceConfig } from '@toolyard/service';
import { clientSecretOf, serverAuth } from './auth.dto.js';
import {
  foldServer,
  noSuchServer,
  type ServerCommand,
  serverDecider,
  type ServerEdits,
  type ServerState,
} from './server.decider.js';
import type { CreateServerDto } from './servers.dto.js';
import { type ServerPage, type ServerQuery, Servers } from './servers.view.js';
import { slugTaken } from '../slugs/slug.decider.js';
import { lostRace, Slugs } from '../slugs/slugs.js';

const idPattern = /^srv_[0-9a-f]{32}$/;
const messageSeconds = 60;

/** Servers: commands go to the event store, reads come from the view. */
@Injectable()
export class Registry implements OnModuleInit, OnModuleDestroy {
  private readonly servers = new Servers();
  private readonly view: View;

  constructor(
    private readonly store: EventStore,
    private readonly slugs: Slugs,
    private readonly requester: Requester,
    private readonly config: ServiceConfig,
  ) {
    this.view = new View(store, ['server-'], (event) => this.servers.apply(event));
  }

  async onModuleInit(): Promise<void> {
    await this.view.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.view.stop();
  }

  page(query: ServerQuery): ServerPage {
    return this.servers.page(query);
  }

  /** Looks into the store when this replica has not heard of the server yet. @throws Rejected `not_found` */
  async get(id: string): Promise<Server> {
    const known = this.servers.get(id);
    if (known) return known;
    if (!idPattern.test(id)) throw noSuchServer();
    const server = foldServer(await this.store.read(streamOf(id)));
    if (typeof server === 'string') throw noSuchServer();
    return server;
  }

  withSlug(slug: string): Server {
    const server = slugPattern.test(slug) ? this.servers.withSlug(slug) : undefined;
    if (!server) throw new Rejected('not_found', `There is no server at /s/${slug.slice(0, 100)}.`);
    return server;
  }

  /**
   * @param mayAdopt the actor is an admin, who may name the repository of another account
   * @throws Rejected `source_not_connected`, `invalid_request`, `slug_taken`, `repository_taken`
   */
  async create(input: CreateServerDto, actor: Actor, mayAdopt: boolean): Promise<Server> {
    const { provider } = input.source;
    if (provider === 'github') {
      throw new Rejected(
        'source_not_connected',
        'GitHub is not connected to this platform yet, so nothing was created. Use the built-in git remote: "source": {"provider": "git"}.',
      );
    }
    if (input.source.repository?.includes('/')) {
      throw new Rejected(
        'invalid_request',
        'A repository of the built-in git remote has a plain name without "/". Nothing was created.',
        [{ field: 'source.repository', problem: 'has a /' }],
      );
    }
    const at = new Date().toISOString();
    const serverId = newId('srv');
    const slug = input.slug ?? slugOf(input.name, `server-${serverId.slice(-12)}`);
    const { repository, adopts } = this.repositoryFor(input.source.repository, slug, actor, mayAdopt);
    const command: ServerCommand = {
      type: 'create',
      serverId,
      slug,
      name: input.name,
      description: input.description ?? '',
      visibility: input.visibility ?? 'private',
      access: input.access ?? 'organisation',
      source: { provider, repository },
      auth: serverAuth(input.auth),
      replicas: input.replicas ?? 1,
      adoptsRepository: adopts,
      actor,
      at,
    };
    try {
      await this.slugs.reserve(slug, serverId, at);
      await this.keepClientSecret(serverId, clientSecretOf(input.auth), actor).catch(async (error: unknown) => {
        await this.slugs.release(slug, serverId, at).catch(() => undefined);
        throw error;
      });
      // When this append fails the reservation stays; whoever asks for the slug next finds it orphaned and takes it.
      return await this.change(serverId, command);
    } catch (error) {
      throw lostRace(error) ? slugTaken(slug) : error;
    }
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
      `The repository "${named}" belongs to another account. Nothing was created. Name another repository, or ask an admin to create the server.`,
      { repository: named },
    );
  }

  /** Before there is a server: one without its secret would be half made, a secret without its server is nothing. */
  private async keepClientSecret(serverId: string, clientSecret: string | undefined, actor: Actor): Promise<void> {
    if (clientSecret === undefined) return;
    const sealed = await sealMessage(
      this.config.TOOLYARD_SERVICE_KEY,
      'client secret',
      { serverId, clientSecret },
      messageSeconds,
    );
    await this.requester.request('secrets.clientSecrets.keep', { sealed, actor });
  }

  edit(id: string, edits: ServerEdits, actor: Actor): Promise<Server> {
    return this.changeExisting(id, { type: 'edit', edits, actor, at: new Date().toISOString() });
  }

  disable(id: string, actor: Actor): Promise<Server> {
    return this.changeExisting(id, { type: 'disable', actor, at: new Date().toISOString() });
  }

  enable(id: string, actor: Actor): Promise<Server> {
    return this.changeExisting(id, { type: 'enable', actor, at: new Date().toISOString() });
  }

  /** The other services follow the event and clean up what they hold. */
  async delete(id: string, actor: Actor): Promise<void> {
    const { slug } = await this.get(id);
    const at = new Date().toISOString();
    await this.append(id, { type: 'delete', actor, at });
    await this.slugs.release(slug, id, at).catch((error: unknown) => {
      log.warn(
        { err: error, slug },
        'the slug of a deleted server is not released yet; the next who asks for it gets it all the same',
      );
    });
  }

  private changeExisting(id: string, command: ServerCommand): Promise<Server> {
    if (!idPattern.test(id)) throw noSuchServer();
    return this.change(id, command);
  }

  private async change(id: string, command: ServerCommand): Promise<Server> {
    const state = await this.append(id, command);
    if (typeof state === 'string') throw noSuchServer();
    return state;
  }

  private async append(id: string, command: ServerCommand) {
    const { state, position } = await handle<ServerState, ServerCommand, ServerEvent>(
      this.store,
      streamOf(id),
      serverDecider,
      command,
      changedBy(command.actor),
    );
    await this.view.reach(position);
    return state;
  }
}

const streamOf = (id: string): string => `server-${id}`;
