import { setTimeout as delay } from 'node:timers/promises';
import { followLog } from '../api/log-stream.js';
import type { Deployment, Platform } from '../api/platform.js';
import { Failure } from '../failure.js';
import { plain, type Result, type Terminal } from '../terminal.js';

const everyMs = 500;
const appearsWithinMs = 60_000;
const unfinished = new Set<Deployment['status']>(['queued', 'building', 'starting']);

/** The deployment that a push began. @throws Failure `no_deployment` when none appears */
export async function deploymentOf(platform: Platform, serverId: string, sha: string): Promise<Deployment> {
  const deadline = Date.now() + appearsWithinMs;
  while (Date.now() < deadline) {
    const page = platform.api.GET('/api/v1/servers/{id}/deployments', { params: { path: { id: serverId } } });
    const found = (await platform.body(page)).items.find(({ commit }) => commit.sha === sha);
    if (found) return found;
    await delay(everyMs, undefined, { signal: platform.signal });
  }
  throw new Failure(
    'no_deployment',
    'The files were pushed, and no deployment has begun within a minute. `yard doctor` shows what is not working.',
  );
}

/** Writes the log of a deployment to standard error until the deployment has ended. */
export async function followDeployment(platform: Platform, terminal: Terminal, id: string): Promise<Deployment> {
  for await (const { stage, text } of followLog(platform, `/api/v1/deployments/${encodeURIComponent(id)}/logs`))
    terminal.err(`${stage.padEnd(12)} ${plain(text)}\n`);
  for (;;) {
    const call = platform.api.GET('/api/v1/deployments/{id}', { params: { path: { id } } });
    const deployment = await platform.body(call);
    if (!unfinished.has(deployment.status)) return deployment;
    await delay(everyMs, undefined, { signal: platform.signal });
  }
}

/** How a deployment ended. Only `live` is a success: another commit or a person stopped the others. */
export function endOf(deployment: Deployment, mcpUrl: string): Result {
  const { status, id, error, commit } = deployment;
  const what = `Deployment ${id} of ${commit.sha.slice(0, 8)}`;
  if (status === 'live') return { value: deployment, text: `${what} is live at ${mcpUrl}` };
  const reason = error ? ` in ${error.stage}: ${plain(error.message)}` : '.';
  const text = status === 'failed' ? `${what} failed${reason}` : `${what} ended as ${status} and is not live.`;
  return { value: deployment, text, failed: true };
}
