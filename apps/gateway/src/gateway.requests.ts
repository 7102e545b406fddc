import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { AnswersFromAll } from '@toolyard/messaging';
import { GatewayService } from './gateway.js';

type Reach = Requests['gateway.access.reach'];
type InProgress = Requests['gateway.calls.inProgress'];
type QuotaUse = Requests['gateway.quotas.use'];
type Forget = Requests['gateway.credentials.forget'];

/** As long as `identity` waits until its changes hold in every gateway. */
const reachMs = 2_000;

/** Requests of other services over NATS. Every gateway answers. */
@Controller()
export class GatewayRequests {
  constructor(private readonly gateway: GatewayService) {}

  @AnswersFromAll('gateway.access.reach')
  async reach(@Payload() { revision }: Reach['request']): Promise<Reach['reply']> {
    return { reached: await this.gateway.mcp.access.reach(revision, reachMs) };
  }

  @AnswersFromAll('gateway.quotas.use')
  quotaUses(@Payload() { accountId, serverId }: QuotaUse['request']): QuotaUse['reply'] {
    if (accountId === undefined) return { uses: {} };
    const { mcp, streams } = this.gateway;
    return {
      uses: { ...mcp.sessions.quotaUses(accountId, serverId), event_streams_per_account: streams.use(accountId) },
    };
  }

  @AnswersFromAll('gateway.calls.inProgress')
  inProgress(@Payload() request: InProgress['request']): InProgress['reply'] {
    return { calls: this.gateway.mcp.calls.inProgress(request?.serverId) };
  }

  @AnswersFromAll('gateway.credentials.forget')
  forget(@Payload() { serverId, userId }: Forget['request']): Forget['reply'] {
    this.gateway.credentials.forget(String(serverId), String(userId));
    return { forgotten: true };
  }
}
