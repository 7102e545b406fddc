import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { Answers } from '@toolyard/messaging';
import { LogsService } from './logs.service.js';

const maxLines = 500;

/** Requests of other services. */
@Controller()
export class LogsRequests {
  constructor(private readonly logs: LogsService) {}

  @Answers('analytics.logs.tail')
  async tail(
    @Payload() { deploymentId, limit }: Requests['analytics.logs.tail']['request'],
  ): Promise<Requests['analytics.logs.tail']['reply']> {
    const lines = Math.min(maxLines, Math.max(1, Number(limit) || 1));
    return { lines: await this.logs.tail({ kind: 'deployment', owner: String(deploymentId) }, lines) };
  }
}
