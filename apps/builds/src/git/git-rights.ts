import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Principal } from '@toolyard/contracts';
import { type Audience, Principals, type Refused, refusalOf } from '@toolyard/service';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { Repositories } from '../repositories/git-repositories.js';

/** A server that was just created is read from the events within this time. */
const appearsMs = 5_000;
const pauseMs = 50;

/** Decides which repositories exist for a client of the git remote, and who may read and push. */
@Injectable()
export class GitRights {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly repositories: Repositories,
    private readonly principals: Principals,
  ) {}

  /** True when a server uses the repository, or when it was stored before. */
  exists(repository: string): boolean {
    return this.deployments.view.serversOf(repository).length > 0 || this.repositories.has(repository);
  }

  /** As `exists`, but waits a few seconds for a server that was just created. */
  async appears(repository: string): Promise<boolean> {
    const deadline = Date.now() + appearsMs;
    while (!this.exists(repository) && Date.now() < deadline) await pause(pauseMs);
    return this.exists(repository);
  }

  /** The principal whose API key or token the password is; null when it is neither. */
  authenticate(password: string): Promise<Principal | null> {
    return this.principals.resolve({ token: password });
  }

  /**
   * The reason why the principal may not read or push; undefined when it may. Reading takes the right to one server
   * that uses the repository; pushing takes the right to every one, because a push is deployed to all of them. A
   * repository that no server uses is open to admins only, and to auditors for reading.
   */
  refusal(repository: string, principal: Principal, push: boolean): Refused | undefined {
    const servers = this.deployments.view.serversOf(repository);
    const audiences: Audience[] = push ? ['admin', 'own'] : ['admin', 'auditor', 'own'];
    const right = push ? 'deploy' : 'read';
    if (servers.length === 0) return refusalOf(principal, audiences, right);
    const refusals = servers.map((server) => refusalOf(principal, audiences, right, server));
    if (push) return refusals.find((refusal) => refusal !== undefined);
    return refusals.includes(undefined) ? undefined : refusals[0];
  }
}
