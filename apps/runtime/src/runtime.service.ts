import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HealthChecks } from '@toolyard/service';
import { Candidates } from './candidates/candidates.js';
import { ContainerHost } from './containers/container-host.js';
import { DesiredStateFollower } from './desired/desired-state.follower.js';
import { LogKeeper } from './logs/log-keeper.js';
import { LogPublisher } from './logs/log-publisher.js';
import { Reconciler } from './reconcile/reconciler.js';
import { RouteWriter } from './reconcile/route-writer.js';

/** Starts and stops the service. Nothing is reconciled before the desired state and every route have been read. */
@Injectable()
export class RuntimeService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private started = false;

  constructor(
    private readonly follower: DesiredStateFollower,
    private readonly routes: RouteWriter,
    private readonly reconciler: Reconciler,
    private readonly candidates: Candidates,
    private readonly logs: LogKeeper,
    private readonly publisher: LogPublisher,
    private readonly host: ContainerHost,
    health: HealthChecks,
  ) {
    health.add('desired state', async () => {
      if (!this.started) throw new Error('the desired state is still being read');
    });
  }

  onApplicationBootstrap(): void {
    void this.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.candidates.stop();
    await this.reconciler.stop();
    await this.follower.stop();
    await Promise.all([this.publisher.stop(), this.logs.stop()]);
    await this.host.uncoverPool();
  }

  private async start(): Promise<void> {
    await this.follower.start((serverId) => this.reconciler.request(serverId));
    await this.routes.load(this.stopping.signal);
    if (this.stopping.signal.aborted) return;
    this.reconciler.start();
    this.started = true;
  }
}
