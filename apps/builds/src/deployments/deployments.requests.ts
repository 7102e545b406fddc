import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { Answers } from '@toolyard/messaging';
import { DeploymentQuotas } from './deployment-quotas.js';
import { DeploymentsService } from './deployments.service.js';
import { present } from './deployment-record.js';

type Request<S extends keyof Requests> = Requests[S]['request'];
type Reply<S extends keyof Requests> = Requests[S]['reply'];

/** Answers the requests of other services. */
@Controller()
export class DeploymentsRequests {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly quotas: DeploymentQuotas,
  ) {}

  @Answers('builds.memory.check')
  checkMemory(@Payload() { serverId, replicas }: Request<'builds.memory.check'>): Reply<'builds.memory.check'> {
    // One that was created a moment ago has no deployment, so its replicas take nothing yet.
    const server = this.deployments.view.servers.get(serverId);
    if (server) this.quotas.assertMemory(this.deployments.view, server, replicas);
    return { fits: true };
  }

  @Answers('builds.deployments.get')
  get(@Payload() { deploymentId }: Request<'builds.deployments.get'>): Reply<'builds.deployments.get'> {
    return present(this.deployments.get(deploymentId));
  }

  @Answers('builds.deployments.summary')
  summary(@Payload() { serverId }: Request<'builds.deployments.summary'>): Reply<'builds.deployments.summary'> {
    const { view } = this.deployments;
    const live = view.live(serverId);
    return {
      live: live && present(live),
      inProgress: view.unfinished(serverId).map(present),
      lastFailed: view.lastFailed(serverId),
    };
  }

  @Answers('builds.deployments.states')
  states(@Payload() { serverIds }: Request<'builds.deployments.states'>): Reply<'builds.deployments.states'> {
    const { view } = this.deployments;
    const state = (id: string) => {
      const live = view.live(id);
      return {
        live: live?.id ?? null,
        failing: view.lastFailed(id),
        tools: live?.tools.length ?? 0,
        lastDeployedAt: view.lastPromotedAt(id),
      };
    };
    return { states: Object.fromEntries(serverIds.map((id) => [id, state(id)])) };
  }

  @Answers('builds.candidates.report')
  async report(
    @Payload() { deploymentId, report }: Request<'builds.candidates.report'>,
  ): Promise<Reply<'builds.candidates.report'>> {
    return { accepted: await this.deployments.report(deploymentId, report) };
  }
}
