import { unfinishedStatuses } from '@toolyard/contracts';
import type { Deployment, DeploymentStatus, Stage } from '../../api/deployments/deployments.js';
import type { DotColor } from '../status/status-dot.js';

const endColors: Partial<Record<DeploymentStatus, DotColor>> = { live: 'green', failed: 'red' };

/** The statuses of deployments are words of the pages as they are. */
export const deploymentLook = (status: DeploymentStatus): { label: string; color: DotColor } => ({
  label: `${status[0]!.toUpperCase()}${status.slice(1)}`,
  color: unfinishedStatuses.includes(status) ? 'blue' : (endColors[status] ?? 'gray'),
});

export const isUnfinished = ({ status }: { status: DeploymentStatus }): boolean => unfinishedStatuses.includes(status);

export const stageNames: Record<Stage, string> = {
  fetch: 'Fetch the source',
  dependencies: 'Install dependencies',
  image: 'Create the image',
  push: 'Push the image',
  candidate: 'Start the candidate',
  promotion: 'Promotion',
};

export const stageOrder = [
  'fetch',
  'dependencies',
  'image',
  'push',
  'candidate',
  'promotion',
] as const satisfies Stage[];

const triggers: Record<Deployment['trigger'], string> = {
  push: 'Push',
  manual: 'Deployed by hand',
  rollback: 'Rollback',
  variables: 'Changed variables',
  poll: 'New commit found',
};

export const triggerLabel = (trigger: Deployment['trigger']): string => triggers[trigger] ?? trigger;

export const shortSha = (sha: string): string => sha.slice(0, 7);
export const firstLine = (message: string): string => message.split('\n', 1)[0]!.trim() || '(no message)';
