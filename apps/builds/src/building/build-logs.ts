import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type LogBatch, Rejected, subjects } from '@toolyard/contracts';
import { log, LogShipper, Masker, Quotas, VariablesClient } from '@toolyard/service';
import type { DeploymentRecord } from '../deployments/deployment-record.js';
import { DeploymentsService, now } from '../deployments/deployments.service.js';
import { BuildLog } from './build-log.js';

/** The values that a build may read, and what keeps them out of its log. */
interface BuildSecrets {
  variables: Record<string, string>;
  masker: Masker;
}

const withoutVariables: BuildSecrets = { variables: {}, masker: Masker.of([]) };

/** Opens the logs of builds, which hold no value of a variable. */
@Injectable()
export class BuildLogs implements OnModuleDestroy {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly shipper: LogShipper,
    private readonly variables: VariablesClient,
    private readonly quotas: Quotas,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await this.shipper.stop();
  }

  /**
   * The variables of the server, and what masks their values in the log. Without them nothing may be logged, so builds
   * wait while `secrets` does not answer. Answers the refusal when they cannot be delivered at all.
   */
  async secretsOf(deploymentId: string): Promise<BuildSecrets | Rejected> {
    const deployment = this.deployments.view.get(deploymentId);
    if (!deployment) return withoutVariables;
    try {
      const variables = await this.variables.valuesOf(deployment.serverId);
      return { variables, masker: await Masker.prepare(Object.values(variables)) };
    } catch (error) {
      if (error instanceof Rejected && error.code === 'not_found') return withoutVariables;
      if (error instanceof Rejected && error.code === 'variables_undeliverable') return error;
      log.warn({ err: error, deploymentId }, 'a build waits, because secrets does not deliver the values to mask');
      throw error;
    }
  }

  open({ id, serverId }: DeploymentRecord, masker: Masker): BuildLog {
    return new BuildLog({
      serverId,
      deploymentId: id,
      maxBytes: this.quotas.limits.of('build_log_bytes', serverId),
      mask: (text) => masker.mask(text),
      publish: (batch) => this.publish(id, batch),
      now,
    });
  }

  private async publish(deploymentId: string, batch: LogBatch): Promise<void> {
    if (await this.shipper.ship(subjects.deploymentLog(deploymentId), batch)) return;
    log.warn({ deploymentId, lines: batch.lines.length }, 'lines of a build log were lost at shutdown');
  }
}
