import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Following } from '@toolyard/event-store';
import { EventStore } from '@toolyard/event-store';
import { Messaging } from '@toolyard/messaging';
import { KeyedMutex, log, relayEvents } from '@toolyard/service';
import { BuildQueue } from '../building/build-queue.js';
import { Builds, now, platformActor } from './deployments.service.js';
import { BuildsConfig } from '../builds.config.js';
import { buildsQueued } from '../builds.metrics.js';
import type { KnownDeployment, KnownServer } from './deployments.view.js';
import { ImageBuilder } from '../images/image-builder.js';
import { Sources } from '../git/sources.js';
import { imagesToRemove, needsVariablesRestart, replacedOnes, supersededOnes } from './deployment-upkeep.rules.js';

const sweepMs = 5_000;
const imageSweepMs = 60_000;
/** Several variables changed in a row are one restart. */
const variablesDebounceMs = 300;
/** Younger deployments have not had the time to be queued. */
const queueGraceMs = 10_000;

/**
 * Makes what is stored come true, whoever left it half done: it compares the view with what should follow from it, at
 * start, after every event of a server, and every few seconds. Every replica does so; what another has done already
 * changes nothing.
 */
@Injectable()
export class Housekeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly due = new Map<string, NodeJS.Timeout>();
  private readonly settling = new KeyedMutex();
  private relaying: Following[] = [];
  private sweeper: NodeJS.Timeout | undefined;
  private imageSweeper: NodeJS.Timeout | undefined;
  private started = false;
  private stopping = false;

  constructor(
    private readonly builds: Builds,
    private readonly sources: Sources,
    private readonly images: ImageBuilder,
    private readonly queue: BuildQueue,
    private readonly store: EventStore,
    private readonly messaging: Messaging,
    private readonly config: BuildsConfig,
  ) {
    builds.onEvent(({ type, data }) => {
      const { serverId, deploymentId } = data as { serverId?: string; deploymentId?: string };
      const server = serverId ?? builds.known.get(deploymentId ?? '')?.serverId;
      if (server && this.started) this.soon(server, type.startsWith('Variable') ? variablesDebounceMs : 0);
      if (type === 'ServerEnabled' && this.started) void this.catchUp(builds.known.servers.get(server!));
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    this.relaying = [
      await relayEvents(this.store, this.messaging, { service: 'builds', prefixes: ['deployment-'] }),
      await this.queue.feed(),
    ];
    this.started = true;
    for (const server of this.builds.known.servers.values()) {
      this.soon(server.id, 0);
      void this.catchUp(server);
    }
    this.sweeper = setInterval(() => void this.sweep(), sweepMs);
    this.imageSweeper = setInterval(() => void this.sweepImages(), imageSweepMs);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearInterval(this.sweeper);
    clearInterval(this.imageSweeper);
    for (const timer of this.due.values()) clearTimeout(timer);
    await Promise.all([this.settling.drain(), ...this.relaying.map((each) => each.stop())]);
  }

  private soon(serverId: string, delayMs: number): void {
    const server = this.builds.known.servers.get(serverId);
    const wait =
      server && needsVariablesRestart(this.builds.known, server) ? Math.max(delayMs, variablesDebounceMs) : delayMs;
    clearTimeout(this.due.get(serverId));
    this.due.set(
      serverId,
      setTimeout(() => this.settleInTurn(serverId), wait),
    );
  }

  private settleInTurn(serverId: string): void {
    this.due.delete(serverId);
    void this.settling
      .runExclusive(serverId, () => (this.stopping ? undefined : this.settle(serverId)))
      .catch((error: unknown) => log.warn({ err: error, server: serverId }, 'not settled yet; it is tried again'));
  }

  private async settle(serverId: string): Promise<void> {
    const { known } = this.builds;
    const server = known.servers.get(serverId);
    if (!server) return;
    if (server.deleted) return this.bury(server);
    for (const { id, by } of supersededOnes(known, serverId))
      await this.builds.attempt(id, { type: 'supersede', by, at: now() });
    for (const { id, by } of replacedOnes(known, serverId))
      await this.builds.attempt(id, { type: 'retire', by, at: now() });
    for (const { id, status, image, run } of known.unfinished(serverId)) {
      // The image is there already, so there is nothing to wait for in the queue.
      if (status === 'queued' && image && run)
        await this.builds.attempt(id, { type: 'finishBuild', attempt: null, image, run, stages: [], at: now() });
    }
    if (needsVariablesRestart(known, server)) await this.builds.redeploy(serverId, server.variablesBy ?? platformActor);
  }

  /** A deleted server takes its builds, its history and its images along. */
  private async bury(server: KnownServer): Promise<void> {
    const { known } = this.builds;
    for (const { id } of known.unfinished(server.id))
      await this.builds.attempt(id, { type: 'cancel', by: platformActor, at: now() });
    for (const { id } of known.ofServer(server.id)) await this.builds.tombstone(id);
    known.forget(server.id);
    await this.sweepImages();
  }

  private async catchUp(server: KnownServer | undefined): Promise<void> {
    if (!server || this.stopping) return;
    await this.sources
      .catchUp(server)
      .catch((error: unknown) =>
        log.warn({ err: error, server: server.id }, 'the head of main could not be compared with the last deployment'),
      );
  }

  private async sweep(): Promise<void> {
    let queued = 0;
    for (const deployment of this.builds.known.all()) {
      if (deployment.status === 'queued') queued++;
      await this.check(deployment).catch((error: unknown) =>
        log.warn({ err: error, deployment: deployment.id }, 'not checked; it is tried again'),
      );
      if (this.stopping) return;
    }
    buildsQueued.set(queued);
    for (const server of this.builds.known.servers.values()) {
      if (
        server.deleted
          ? this.builds.known.ofServer(server.id).length > 0
          : needsVariablesRestart(this.builds.known, server)
      )
        this.soon(server.id, 0);
    }
  }

  /** Finds deployments that nobody works on any more. */
  private async check(deployment: KnownDeployment): Promise<void> {
    const { id, serverId, status, image, stages, createdAt, run } = deployment;
    const age = Date.now() - Date.parse(stages.at(-1)?.startedAt ?? createdAt);
    if ((status === 'queued' || status === 'building') && image === undefined && age > queueGraceMs)
      await this.queue.ensure(deployment);
    if (status === 'queued' && image !== undefined && age > queueGraceMs) this.soon(serverId, 0);
    if (status !== 'starting' || !run) return;
    const limit = run.startupSeconds + this.config.TOOLYARD_CANDIDATE_SECONDS;
    if (age < limit * 1_000) return;
    const reason = `The new containers were neither promoted nor given up within ${limit} seconds. The live deployment stays as it is; look at the log of runtime and deploy again.`;
    await this.builds.attempt(id, {
      type: 'fail',
      attempt: null,
      stage: 'candidate',
      code: 'candidate_lost',
      reason,
      at: now(),
    });
  }

  /** Removes images of deleted servers, of builds that came to nothing, and all but the newest of each server. */
  private async sweepImages(): Promise<void> {
    try {
      const { known } = this.builds;
      const superfluous = new Set(
        [...known.servers.keys()].flatMap((id) => imagesToRemove(known.ofServer(id), this.config.TOOLYARD_KEEP_IMAGES)),
      );
      for (const { digest, serverId, deploymentId } of await this.images.list()) {
        const server = known.servers.get(serverId);
        const deployment = known.get(deploymentId);
        const used =
          deployment !== undefined && (deployment.image?.digest === digest || deployment.status === 'building');
        if (!server || server.deleted || !used || superfluous.has(digest)) await this.images.remove(digest);
      }
    } catch (error) {
      log.warn({ err: error }, 'images were not tidied up; it is tried again');
    }
  }
}
