import { changeBuildSettings } from '../../../api/deployments/build-plan.js';
import { deploy, fetchDeployments } from '../../../api/deployments/deployments.js';
import { ApiError } from '../../../api/http/error.js';

const mostTries = 10;
const pauseMs = 300;

/** Sets the folder that is built. A deployment that began before it was set is replaced. */
export async function setRootFolder(serverId: string, root: string): Promise<void> {
  await onceKnown(() => changeBuildSettings(serverId, { root }));
  const { items } = await fetchDeployments(serverId, { limit: 1 });
  if (items.some(({ status }) => status !== 'queued')) await deploy(serverId);
}

/** Builds learn of a new server a moment after it was created. */
async function onceKnown(change: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await change();
      return;
    } catch (error) {
      if (tries === mostTries || !(error instanceof ApiError) || error.code !== 'not_found') throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
