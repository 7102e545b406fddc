import { Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { type Deployment, type Principal, Rejected } from '@toolyard/contracts';
import { EventStore, View } from '@toolyard/event-store';
import { Requester } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { type DeploymentFailure, hasEnded, type Promotion, ServersView } from './servers.view.js';

/**
 * Which servers and deployments exist. What this service's own view does not have is asked of the owning service, which
 * may be ahead. While the owner cannot be reached the answer is yes, because stored logs must stay readable.
 */
@Injectable()
export class ServerDirectory implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly servers = new ServersView();
  private readonly following: View;
  private onDeleted: (serverId: string) => void = () => undefined;
  private started: Promise<void> | undefined;

  constructor(
    store: EventStore,
    private readonly requester: Requester,
  ) {
    this.following = new View(store, ['server-', 'deployment-'], (event) => {
      this.servers.apply(event);
      if (event.type === 'ServerDeleted') this.onDeleted((event.data as { serverId: string }).serverId);
    });
  }

  onApplicationBootstrap(): void {
    this.caughtUp().catch((error: unknown) =>
      log.error({ err: error }, 'the events of servers and deployments cannot be read'),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.following.stop();
  }

  /** Resolves once the directory holds everything that was stored before the start. */
  caughtUp(): Promise<void> {
    this.started ??= this.following.start();
    return this.started;
  }

  /** Calls back for servers that are deleted from now on. */
  whenDeleted(onDeleted: (serverId: string) => void): void {
    this.onDeleted = onDeleted;
  }

  /** @throws Rejected `not_found` */
  async assertServer(serverId: string): Promise<void> {
    if (this.servers.has(serverId)) return;
    if (this.isDeleted(serverId)) throw new Rejected('not_found', 'The server was deleted, and its logs with it.');
    await this.ask(() => this.requester.request('registry.servers.get', { serverId }));
  }

  /** @throws Rejected `not_found` */
  async assertDeployment(deploymentId: string): Promise<void> {
    if (this.hasDeployment(deploymentId)) return;
    await this.ask(() => this.requester.request('builds.deployments.get', { deploymentId }));
  }

  isDeleted(serverId: string): boolean {
    return this.servers.isDeleted(serverId);
  }

  get deletedServers(): readonly string[] {
    return this.servers.deletedServers;
  }

  hasDeployment(deploymentId: string): boolean {
    return this.servers.deployment(deploymentId) !== undefined;
  }

  /** True for a developer's own server. */
  owns({ role, userId }: Principal, serverId: string | undefined): boolean {
    return role === 'developer' && serverId !== undefined && this.servers.ownerOf(serverId) === userId;
  }

  /** Servers that the account made. */
  ownedBy(userId: string): string[] {
    return this.servers.ownedBy(userId);
  }

  /** The name of the server, or its id while it has none here. */
  nameOf(serverId: string): string {
    return this.servers.nameOf(serverId) ?? serverId;
  }

  /** In the order of time; of all servers when none is named. */
  promotions(serverId?: string): readonly Promotion[] {
    return this.servers.promotions(serverId);
  }

  failures(): readonly DeploymentFailure[] {
    return this.servers.failures();
  }

  /** Status of an ended deployment; undefined for an unfinished or unknown one. */
  endedAs(deploymentId: string): Deployment['status'] | undefined {
    const status = this.servers.deployment(deploymentId)?.status;
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
