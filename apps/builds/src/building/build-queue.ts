import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { Injectable } from '@nestjs/common';
import { type DeploymentEvent, streams, subjects } from '@toolyard/contracts';
import { EventStore, type Following } from '@toolyard/event-store';
import { Checkpoint, Messaging } from '@toolyard/messaging';
import type { BuildWork } from './build-worker.js';
import type { KnownDeployment } from '../deployments/deployments.view.js';

/** Puts a work message on the queue for every stored request that needs a build. */
@Injectable()
export class BuildQueue {
  private manager: Promise<JetStreamManager> | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly messaging: Messaging,
  ) {}

  async feed(): Promise<Following> {
    const checkpoint = await Checkpoint.open(this.messaging, 'queue.builds', await this.store.identity());
    return this.store.follow({
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

  /** Queues the deployment again when its message is gone, as after the loss of NATS's files. */
  async ensure({ id, attempt }: KnownDeployment): Promise<void> {
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
