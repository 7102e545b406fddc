import { Injectable } from '@nestjs/common';
import type { Deployment, Principal, Requests } from '@toolyard/contracts';
import { Requester } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { CallsService } from '../calls/calls.service.js';
import { FiguresService } from '../figures/figures.service.js';
import { figuresFor, visibleTo } from '../filter/call-visibility.js';
import { ServerDirectory } from '../servers/server-directory.js';
import type { OverviewDto } from './overview.dto.js';

type Deployments = Pick<Requests['builds.deployments.summary']['reply'], 'live' | 'inProgress'>;
type Outline = Pick<
  Deployment,
  'id' | 'serverId' | 'status' | 'stage' | 'trigger' | 'createdAt' | 'promotedAt' | 'endedAt' | 'stages' | 'changes'
>;

const days = 7;
const recentCalls = 10;

@Injectable()
export class OverviewService {
  constructor(
    private readonly calls: CallsService,
    private readonly figures: FiguresService,
    private readonly directory: ServerDirectory,
    private readonly requester: Requester,
  ) {}

  /** @throws Rejected `not_found` */
  async overview(serverId: string, principal: Principal): Promise<OverviewDto> {
    await this.directory.assertServer(serverId);
    const from = Date.now() - days * 86_400_000;
    const [{ totalCalls, uniqueUsers, errorRate, averageLatencyMs }, { items }, deployments] = await Promise.all([
      this.figures.stats(
        figuresFor(principal, { serverId, from }, { owned: this.directory.ownedBy(principal.userId) }),
      ),
      this.calls.page(visibleTo(principal, { serverId }), undefined, recentCalls, false),
      this.deployments(serverId),
    ]);
    const inspects = inspectsAll(principal) || this.directory.owns(principal, serverId);
    const { live, inProgress } = inspects ? deployments : outlines(deployments);
    return {
      totalCalls,
      uniqueUsers,
      errorRate,
      averageLatencyMs,
      recent: items,
      ...(live ? { live } : {}),
      inProgress,
    };
  }

  /** The figures are worth showing without them. */
  private async deployments(serverId: string): Promise<Deployments> {
    try {
      return await this.requester.request('builds.deployments.summary', { serverId }, { timeoutMs: 2_000 });
    } catch (error) {
      log.warn({ err: error, serverId }, 'an overview is shown without deployments');
      return { live: null, inProgress: [] };
    }
  }
}

const inspectsAll = ({ role }: Principal) => role === 'admin' || role === 'auditor';

/** Deployments for callers who may only call the server: nothing of its source, its image and its errors. */
function outlines({ live, inProgress }: Deployments): { live: Outline | null; inProgress: Outline[] } {
  return { live: live && outline(live), inProgress: inProgress.map(outline) };
}

function outline(deployment: Deployment): Outline {
  const { id, serverId, status, stage, trigger, createdAt, promotedAt, endedAt, stages, changes } = deployment;
  return { id, serverId, status, stage, trigger, createdAt, promotedAt, endedAt, stages, changes };
}
