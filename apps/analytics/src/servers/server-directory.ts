import { Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { type Deployment, type Principal, Rejected } from '@toolyard/contracts';
import { EventStore, View } from '@toolyard/event-store';
import { Requester } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { hasEnded, Platform } from './servers.view.js';

/**
 * Answers whether a server or deployment exists. What the own view does not know is asked of its owner, who may be
 * ahead; while the owner cannot be reached the answer is yes, because what is stored must stay readable.
 */
@Injectable()
export class Known implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly platform = new Platform();
  private readonly view: View;
  private onDeleted: (serverId: string) => void = () => undefined;
  private started: Promise<void> | undefined;

  constructor(
    store: EventStore,
    private readonly requester: Requester,
  ) {
    this.view = new View(store, ['server-', 'deployment-'], (event) => {
      this.platform.apply(event);
      if (event.type === 'ServerDeleted') this.onDeleted((event.data as { serverId: string }).serverId);
    });
  }

  onApplicationBootstrap(): void {
    this.caughtUp().catch((error: unknown) =>
      log.error({ err: error }, 'the events of servers and deployments cannot be read'),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.view.stop();
  }

  /** Resolves when everything that happened before the start is known. */
  caughtUp(): Promise<void> {
    this.started ??= this.view.start();
    return this.started;
  }

  /** For servers that are deleted from now on. */
  whenDeleted(onDeleted: (serverId: string) => void): void {
    this.onDeleted = onDeleted;
  }

  /** @throws Rejected `not_found` */
  async server(serverId: string): Promise<void> {
    if (this.platform.hasServer(serverId)) return;
    if (this.platform.isDeleted(serverId))
      throw new Rejected('not_found', 'The server was deleted, and its logs with it.');
    await this.ask(() => this.requester.request('registry.servers.get', { serverId }));
  }

  /** True for a developer's own server. */
  owns({ role, userId }: Principal, serverId: string | undefined): boolean {
    return role === 'developer' && serverId !== undefined && this.platform.ownerOf(serverId) === userId;
  }

  /** @throws Rejected `not_found` */
  async deployment(deploymentId: string): Promise<void> {
    if (this.platform.deployment(deploymentId)) return;
    await this.ask(() => this.requester.request('builds.deployments.get', { deploymentId }));
  }

  /** Status of an ended deployment; undefined while it goes on, or while nothing is known of it. */
  endedAs(deploymentId: string): Deployment['status'] | undefined {
    const status = this.platform.deployment(deploymentId)?.status;
    return status !== undefined && hasEnded(status) ? status : undefined;
  }

  private async ask<T>(question: () => Promise<T>): Promise<void> {
    try {
      await question();
    } catch (error) {
      if (error instanceof Rejected && (error.code === 'unavailable' || error.code === 'timeout')) return;
      throw error;
    }
  }
}
