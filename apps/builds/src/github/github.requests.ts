import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { Answers } from '@toolyard/messaging';
import { GitHubService } from './github.service.js';

/** Requests of other services. */
@Controller()
export class GitHubRequests {
  constructor(private readonly github: GitHubService) {}

  @Answers('builds.github.check')
  async check(
    @Payload() { repository }: Requests['builds.github.check']['request'],
  ): Promise<Requests['builds.github.check']['reply']> {
    return { repository: await this.github.check(String(repository)) };
  }
}
