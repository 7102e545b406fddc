import { basename, resolve } from 'node:path';
import { slugOf } from '@toolyard/contracts';
import type { Deployment, Platform, Server } from '../api/platform.js';
import { deploymentOf, endOf, followDeployment } from '../deploy/follow.js';
import { pushFolder } from '../deploy/working-tree.js';
import { Failure } from '../failure.js';
import type { Result, Terminal } from '../terminal.js';
import { createServer } from './servers.js';

export interface DeployOptions {
  /** Slug or id of the server; the name of the folder makes the slug without it. */
  server?: string;
  /** Make the server when there is none. */
  create?: boolean;
  message?: string;
}

/** Pushes a folder and follows its deployment. The answer is a failure unless the deployment is live. */
export async function deploy(
  platform: Platform,
  terminal: Terminal,
  dir: string,
  options: DeployOptions,
): Promise<Result> {
  const folder = resolve(terminal.folder, dir);
  const server = await serverOf(platform, options.server ?? slugOf(basename(folder), 'server'), options.create);
  if (!server.gitUrl)
    throw new Failure(
      'source_is_github',
      `The commits of ${server.slug} come from GitHub. Push there; \`yard create\` makes a server for \`yard deploy\`.`,
    );
  const me = await platform.body(platform.api.GET('/api/v1/me'));
  const { sha, changed } = await pushFolder({
    folder,
    // The key is of the address that was chosen at the login, which can differ from the public one.
    remote: new URL(new URL(server.gitUrl).pathname, platform.url).href,
    token: platform.login.token,
    message: options.message ?? `Deploy ${basename(folder)}`,
    author: { name: me.name, email: me.email ?? `${me.userId}@toolyard.invalid` },
    env: terminal.env,
    signal: platform.signal,
  });
  terminal.err(
    changed ? `Pushed ${sha.slice(0, 8)}\n` : `Nothing changed since ${sha.slice(0, 8)}; deploying it again\n`,
  );
  const begun = changed ? await deploymentOf(platform, server.id, sha) : await deployAgain(platform, server.id, sha);
  return endOf(await followDeployment(platform, terminal, begun.id), server.mcpUrl);
}

async function serverOf(platform: Platform, name: string, create = false): Promise<Server> {
  try {
    return await platform.server(name);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'not_found') throw error;
    if (create) return createServer(platform, name);
    throw new Failure(
      'not_found',
      `There is no server "${name}". Name one with --server, or add --create to make it.`,
      undefined,
      { cause: error },
    );
  }
}

const deployAgain = (platform: Platform, id: string, commit: string): Promise<Deployment> =>
  platform.body(platform.api.POST('/api/v1/servers/{id}/deployments', { params: { path: { id } }, body: { commit } }));

/** Brings the image of an earlier deployment back: of the one that was live before, unless `to` names another one. */
export async function rollBack(platform: Platform, terminal: Terminal, name: string, to?: string): Promise<Result> {
  const server = await platform.server(name);
  const id = to ?? (await liveBefore(platform, server));
  const call = platform.api.POST('/api/v1/deployments/{id}/rollback', { params: { path: { id } } });
  const begun = await platform.body(call);
  return endOf(await followDeployment(platform, terminal, begun.id), server.mcpUrl);
}

async function liveBefore(platform: Platform, { id, slug }: Server): Promise<string> {
  const query = { limit: 100 };
  const call = platform.api.GET('/api/v1/servers/{id}/deployments', { params: { path: { id }, query } });
  const { items } = await platform.body(call);
  const before = items
    .filter(({ status, image, promotedAt }) => status === 'retired' && image && promotedAt)
    .toSorted((a, b) => Date.parse(b.promotedAt!) - Date.parse(a.promotedAt!))[0];
  if (before) return before.id;
  throw new Failure(
    'nothing_to_deploy',
    `${slug} has no earlier deployment that was live. Nothing was changed; deploy another commit instead.`,
  );
}
