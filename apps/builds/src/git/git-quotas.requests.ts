import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { Answers } from '@toolyard/messaging';
import { DeploymentQuotas } from '../deployments/deployment-quotas.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { GitQuotas } from './git-quotas.js';

type QuotaUse = Requests['builds.quotas.use'];

/** How much of the quotas of builds, memory and git is used. */
@Controller()
export class QuotasRequests {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly quotas: DeploymentQuotas,
    private readonly git: GitQuotas,
  ) {}

  @Answers('builds.quotas.use')
  async uses(@Payload() of: QuotaUse['request']): Promise<QuotaUse['reply']> {
    return { uses: { ...this.quotas.uses(this.deployments.view, of), ...(await this.git.uses(of)) } };
  }
}
