import { Injectable } from '@nestjs/common';
import { type Actor, type Commit, type Principal, Rejected } from '@toolyard/contracts';
import { decide, type Grant, log, Principals } from '@toolyard/service';
import { Builds, platformActor } from '../deployments/deployments.service.js';
import type { KnownDeployment, KnownServer } from '../deployments/deployments.view.js';
import type { GitRemote, PushedRef } from './git-http.js';
import { mainRef, Repositories } from './git-repositories.js';
import { missesHead } from '../deployments/deployment-upkeep.rules.js';

const pageSize = 30;
const gone = /^0+$/;

/** Where commits come from: the built-in git remote. */
@Injectable()
export class Sources implements GitRemote {
  constructor(
    private readonly builds: Builds,
    private readonly repositories: Repositories,
    private readonly principals: Principals,
  ) {}

  knows(repository: string): boolean {
    return this.serversOf(repository).length > 0 || this.repositories.has(repository);
  }

  authenticate(password: string): Promise<Principal | null> {
    return this.principals.resolve({ token: password });
  }

  /** A repository without a server is open to admins alone; else whoever may do it with one of its servers. */
  refusal(repository: string, principal: Principal, push: boolean): string | undefined {
    const grants: Grant[] = push ? ['admin', 'own'] : ['admin', 'auditor', 'own'];
    const servers = this.serversOf(repository);
    const refusals = (servers.length > 0 ? servers : [undefined]).map((server) =>
      decide(principal, grants, push ? 'deploy' : 'read', server),
    );
    return refusals.includes(undefined) ? undefined : refusals[0];
  }

  /**
   * Turns a stored push into deployments of every server that takes this repository. Answers what the pusher is told.
   */
  async pushed(repository: string, refs: PushedRef[], actor: Actor): Promise<string[]> {
    const main = refs.find(({ name }) => name === mainRef);
    const branches = refs
      .filter(({ name, after }) => name !== mainRef && name.startsWith('refs/heads/') && !gone.test(after))
      .map(({ name }) => name.slice('refs/heads/'.length));
    const lines = branches.map(
      (branch) =>
        `Toolyard: ${branch} is kept but not deployed; only main is. To deploy it: git push <remote> ${branch}:main`,
    );
    if (!main || gone.test(main.after)) return lines;
    const commit = await this.repositories.commit(repository, main.after);
    for (const server of this.serversOf(repository)) lines.push(...(await this.deployPush(server, commit, actor)));
    return lines.length > 0 ? lines : ['Toolyard: stored. No server uses this repository, so nothing is deployed.'];
  }

  private async deployPush(server: KnownServer, commit: Commit, actor: Actor): Promise<string[]> {
    if (server.disabled) return [`Toolyard: ${server.slug} is disabled; the push is deployed once it is enabled.`];
    const deployment = await this.builds.request(server, { commit, trigger: 'push', actor });
    return [
      `Toolyard: deploying ${commit.sha.slice(0, 12)} to ${server.slug}`,
      `Toolyard: deployment ${deployment.id}; its log is at /api/v1/deployments/${deployment.id}/logs`,
    ];
  }

  /** Requests what a crash lost between a push and its deployment, or what was pushed while the server was disabled. */
  async catchUp(server: KnownServer): Promise<void> {
    if (server.deleted || server.disabled || server.source.provider !== 'git') return;
    const { repository } = server.source;
    const head = await this.repositories.head(repository);
    if (!head || !missesHead(this.builds.known.ofServer(server.id), head)) return;
    log.info({ server: server.id, commit: head }, 'a push that no deployment followed is deployed now');
    await this.builds.request(server, {
      commit: await this.repositories.commit(repository, head),
      trigger: 'push',
      actor: platformActor,
    });
  }

  /** @throws Rejected when there is no such commit on `main`, or none at all */
  async deploy(serverId: string, wanted: string | undefined, actor: Actor): Promise<KnownDeployment> {
    const server = this.builds.server(serverId);
    const { repository } = this.gitSource(server);
    const head = await this.repositories.head(repository);
    if (!head)
      throw new Rejected(
        'nothing_to_deploy',
        'Nothing was pushed to main yet, so there is nothing to deploy. Push a commit; it is deployed by itself.',
      );
    const commit =
      wanted === undefined
        ? await this.repositories.commit(repository, head)
        : await this.repositories.find(repository, wanted);
    if (!commit)
      throw new Rejected(
        'nothing_to_deploy',
        `No single commit of main begins with ${wanted}. Nothing was deployed; list the commits of the server and give more digits.`,
      );
    return this.builds.request(server, { commit, trigger: 'manual', actor });
  }

  /**
   * Commits of `main`, newest first. The cursor pins the head that the first page saw, so that later pushes shift
   * nothing.
   */
  async commits(
    serverId: string,
    search: string | undefined,
    cursor: string | undefined,
  ): Promise<{ items: Commit[]; nextCursor: string | null }> {
    const { repository } = this.gitSource(this.builds.server(serverId));
    const [from, position] = cursor === undefined ? [await this.repositories.head(repository), '0'] : cursor.split('.');
    if (!from) return { items: [], nextCursor: null };
    const skip = Number(position);
    if (!/^[0-9a-f]{40}$/.test(from) || !Number.isSafeInteger(skip) || skip < 0) throw badCursor();
    const found = await this.repositories
      .commits(repository, { from, search, skip, limit: pageSize })
      .catch((error: unknown) => {
        throw cursor === undefined ? error : badCursor();
      });
    const more = found.length >= pageSize;
    return { items: found, nextCursor: more ? `${from}.${skip + pageSize}` : null };
  }

  private gitSource(server: KnownServer): KnownServer['source'] {
    if (server.source.provider === 'git') return server.source;
    throw new Rejected('source_not_connected', 'GitHub is not connected to this platform yet. Nothing was changed.');
  }

  private serversOf(repository: string): KnownServer[] {
    return [...this.builds.known.servers.values()].filter(
      ({ source, deleted }) => !deleted && source.provider === 'git' && source.repository === repository,
    );
  }
}

function badCursor(): Rejected {
  return new Rejected('invalid_request', 'The cursor is not one that this list gave. Begin again without a cursor.');
}
