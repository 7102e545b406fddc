import type { Actor } from '../events/actor.js';
import type {
  Commit,
  DeploymentStage,
  DeploymentTrigger,
  Endpoint,
  ImageRef,
  RunSpec,
  StageTime,
  ToolChanges,
} from '../events/deployment.events.js';

/** Where a deployment is on its way; the one that is `live` gets the server's traffic. */
export type DeploymentStatus =
  'queued' | 'building' | 'starting' | 'live' | 'failed' | 'superseded' | 'cancelled' | 'retired';

/** A deployment as the REST API answers it. */
export interface Deployment {
  id: string;
  serverId: string;
  status: DeploymentStatus;
  /** The stage that runs or ran last; null before the first. */
  stage: DeploymentStage | null;
  trigger: DeploymentTrigger;
  actor: Actor;
  commit: Commit;
  image?: ImageRef;
  run?: RunSpec;
  generatedDockerfile?: string;
  error?: { stage: DeploymentStage; code: string; message: string };
  supersededBy?: string;
  changes?: ToolChanges;
  endpoint?: Endpoint;
  createdAt: string;
  promotedAt?: string;
  endedAt?: string;
  stages: StageTime[];
}

/** Statuses in which work is still under way. */
export const unfinishedStatuses: readonly DeploymentStatus[] = ['queued', 'building', 'starting'];
