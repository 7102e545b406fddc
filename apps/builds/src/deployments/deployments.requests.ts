import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { Answers } from '@toolyard/messaging';
import { Builds } from './deployments.service.js';
import { present } from './deployments.view.js';

type Request<S extends keyof Requests> = Requests[S]['request'];
type Reply<S extends keyof Requests> = Requests[S]['reply'];

/** What other services ask. */
@Controller()
export class DeploymentsRequests {
  constructor(private readonly builds: Builds) {}

  @Answers('builds.deployments.get')
  get(@Payload() { deploymentId }: Request<'builds.deployments.get'>): Reply<'builds.deployments.get'> {
    return present(this.builds.get(deploymentId));
  }

  @Answers('builds.deployments.summary')
  summary(@Payload() { serverId }: Request<'builds.deployments.summary'>): Reply<'builds.deployments.summary'> {
    const { known } = this.builds;
    const live = known.live(serverId);
    return {
      live: live && present(live),
      inProgress: known.unfinished(serverId).map(present),
      lastFailed: known.lastFailed(serverId),
    };
  }

  @Answers('builds.deployments.states')
  states(@Payload() { serverIds }: Request<'builds.deployments.states'>): Reply<'builds.deployments.states'> {
    const { known } = this.builds;
    const state = (id: string) => {
      const live = known.live(id);
      return {
        live: live?.id ?? null,
        failing: known.lastFailed(id),
        tools: live?.tools.length ?? 0,
        lastDeployedAt: known.lastPromotedAt(id),
      };
    };
    return { states: Object.fromEntries(serverIds.map((id) => [id, state(id)])) };
  }

  @Answers('builds.candidates.report')
  async report(
    @Payload() { deploymentId, report }: Request<'builds.candidates.report'>,
  ): Promise<Reply<'builds.candidates.report'>> {
    return { accepted: await this.builds.report(deploymentId, report) };
  }
}
