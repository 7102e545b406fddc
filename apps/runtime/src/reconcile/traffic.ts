import { Injectable } from '@nestjs/common';
import type { Route } from '@toolyard/contracts';
import type { DesiredServer } from '../desired/desired-state.view.js';
import { LogPublisher } from '../logs/log-publisher.js';
import { RuntimeConfig } from '../runtime.config.js';
import { RouteWriter } from './route-writer.js';

/** Stores the routes of servers, and announces where traffic goes. */
@Injectable()
export class Traffic {
  constructor(
    private readonly routes: RouteWriter,
    private readonly publisher: LogPublisher,
    private readonly config: RuntimeConfig,
  ) {}

  /** The stored route of a server; null when its slug has none, or belongs to another server. */
  routeOf(server: DesiredServer): Route | null {
    const route = this.routes.get(server.slug);
    return route?.serverId === server.serverId ? route : null;
  }

  /** Stores a planned route. @param route null: remove it */
  async write(server: DesiredServer, route: Route | null): Promise<void> {
    const before = this.routeOf(server);
    if (route === null) {
      // The slug of a deleted server can belong to another server by now.
      if (before) await this.routes.remove(server.slug);
      return;
    }
    const switched =
      route.status === 'live' && route.deploymentId !== '' && route.deploymentId !== before?.deploymentId;
    const changed = await this.routes.put(route);
    if (changed && switched && route.targets.length > 0) this.announce(server.serverId, route);
  }

  private announce(serverId: string, { deploymentId, targets, draining }: Route): void {
    const replicas = `${targets.length} replica${targets.length === 1 ? '' : 's'}`;
    const drained =
      draining.length > 0
        ? ` Containers of the previous deployment keep their sessions for ${this.config.drainMs / 1_000} s.`
        : '';
    void this.publisher.say(
      { log: 'deployment', serverId, deploymentId, containerId: '' },
      'promotion',
      `Traffic goes to this deployment now (${replicas}).${drained}`,
      `${deploymentId} promoted`,
    );
  }
}
