import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { Answers } from '@toolyard/messaging';
import { AccountQueries } from './account-queries.js';
import { KeptLogs } from './kept-logs.js';

type QuotaUse = Requests['analytics.quotas.use'];

/** How much of the quotas of queries and logs is used. */
@Controller()
export class QuotasRequests {
  constructor(
    private readonly queries: AccountQueries,
    private readonly kept: KeptLogs,
  ) {}

  @Answers('analytics.quotas.use')
  async uses(@Payload() { accountId, serverId }: QuotaUse['request']): Promise<QuotaUse['reply']> {
    return {
      uses: {
        ...(accountId === undefined ? {} : this.queries.uses(accountId)),
        ...(serverId === undefined ? {} : { log_bytes_per_server: await this.kept.bytesOf(serverId) }),
      },
    };
  }
}
