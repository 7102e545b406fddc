import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type DeploymentEvent, streams, subjects } from '@toolyard/contracts';
import { EventStore, type Following } from '@toolyard/event-store';
import { Checkpoint, Messaging } from '@toolyard/messaging';
import type { DeploymentRecord } from '../deployments/deployment-record.js';

/** A message of the build queue: one deployment to build. */
export interface BuildWork {
  deploymentId: string;
}

/** Puts a message on the build queue for every stored request that needs a build. */
@Injectable()
export class BuildQueue implements OnApplicationBootstrap, OnModuleDestroy {
  private manager: Promise<JetStreamManager> | undefined;
  private following: Following | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly messaging: Messaging,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const checkpoint = await Checkpoint.open(this.messaging, 'queue.builds', await this.store.identity());
    this.following = this.store.follow({
      prefixes: ['deployment-'],
      from: checkpoint.from,
      of: checkpoint.of,
      onEvent: async (event) => {
        const { type, data } = event as unknown as DeploymentEvent;
        if (type !== 'DeploymentRequested') return;
        if (data.image === undefined) await this.put(data.deploymentId, event.id);
        await checkpoint.put(event.position);
      },
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.following?.stop();
  }

  /** Queues a deployment again when its message is gone, as after the loss of the files of NATS. */
  async ensure({ id, attempt }: DeploymentRecord): Promise<void> {
    this.manager ??= jetstreamManager(this.messaging.connection);
    const manager = await this.manager;
    const message = await manager.streams.getMessage(streams.builds.name, { last_by_subj: subjects.build(id) });
    if (message === null) await this.put(id, `again-${id}-${attempt}-${Math.floor(Date.now() / 60_000)}`);
  }

  private async put(deploymentId: string, messageId: string): Promise<void> {
    const work: BuildWork = { deploymentId };
    await this.messaging.publish(subjects.build(deploymentId), work, { id: `work-${messageId}` });
  }
}
