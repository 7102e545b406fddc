import {
  type Actor,
  type BuildPlanReport,
  type Commit,
  type Deployment,
  type DeploymentEvent,
  type DeploymentStage,
  type DeploymentTrigger,
  type ImageRef,
  type RunSpec,
  type Tool,
  unfinishedStatuses,
} from '@toolyard/contracts';
import { endStages, enterStage } from './stage-times.js';

/** What to deploy. With `image` and `run` nothing is built. */
export interface NewDeployment {
  commit: Commit;
  trigger: DeploymentTrigger;
  actor: Actor;
  image?: ImageRef;
  run?: RunSpec;
  /** Chosen by who may request the same twice at once: the first request counts. A new one by default. */
  id?: string;
}

/** A deployment with what only this service needs of it. */
export interface DeploymentRecord extends Deployment {
  slug: string;
  repository: string;
  tools: Tool[];
  /** How its image was built; null before it was decided, and for deployments of before plans were stored. */
  plan: BuildPlanReport | null;
  /** The deployment that it replaced when it was promoted; null before, and when there was none. */
  previousId: string | null;
  /** Number of the build's attempt; 0 before the first. */
  attempt: number;
  /** Position of the request. */
  requestedAt: bigint;
  /** Position from which containers were started; they have the variables that were set before it. */
  imageBuiltAt: bigint | null;
  /** Position of the promotion, -1n before it. Of several live deployments the one with the latest position is live. */
  promotedPosition: bigint;
}

export type DeploymentRequested = Extract<DeploymentEvent, { type: 'DeploymentRequested' }>['data'];

/**
 * A deployment as it is requested.
 * @param plan the plan of its image, when that was built before
 */
export function requested(
  data: DeploymentRequested,
  { plan, position }: { plan: BuildPlanReport | null; position: bigint },
): DeploymentRecord {
  return {
    id: data.deploymentId,
    serverId: data.serverId,
    status: 'queued',
    stage: null,
    trigger: data.trigger,
    actor: data.actor,
    commit: data.commit,
    image: data.image,
    run: data.run,
    createdAt: data.at,
    stages: [],
    slug: data.slug,
    repository: data.repository,
    tools: [],
    plan,
    previousId: null,
    attempt: 0,
    requestedAt: position,
    imageBuiltAt: null,
    promotedPosition: -1n,
  };
}

/** Folds a later event of a deployment into its record. */
export function advance(record: DeploymentRecord, event: DeploymentEvent, position: bigint): void {
  const { at } = event.data;
  switch (event.type) {
    case 'BuildStarted':
      Object.assign(record, { status: 'building', attempt: event.data.attempt });
      record.stages = [];
      open(record, 'fetch', at);
      return;
    case 'StageStarted':
      if (event.data.attempt === record.attempt) open(record, event.data.stage, at);
      return;
    case 'ImageBuilt':
      record.stages = event.data.stages.map((stage) => ({ ...stage }));
      Object.assign(record, {
        status: 'starting',
        image: event.data.image,
        run: event.data.run,
        imageBuiltAt: position,
      });
      if (event.data.plan !== undefined) record.plan = event.data.plan;
      if (event.data.generatedDockerfile !== undefined) record.generatedDockerfile = event.data.generatedDockerfile;
      open(record, 'candidate', at);
      return;
    case 'ToolsDiscovered':
      Object.assign(record, { tools: event.data.tools, changes: event.data.changes, endpoint: event.data.endpoint });
      open(record, 'promotion', at);
      return;
    case 'Promoted':
      Object.assign(record, {
        status: 'live',
        promotedAt: at,
        promotedPosition: position,
        previousId: event.data.previous ?? null,
      });
      record.stages = endStages(record.stages, at);
      return;
    case 'Failed':
      if (event.data.stages) record.stages = event.data.stages.map((stage) => ({ ...stage }));
      if (event.data.plan) record.plan = event.data.plan;
      record.stage = event.data.stage;
      record.error = { stage: event.data.stage, code: event.data.code, message: event.data.reason };
      return end(record, 'failed', at);
    case 'Superseded':
      record.supersededBy = event.data.by;
      return end(record, 'superseded', at);
    case 'Cancelled':
      return end(record, 'cancelled', at);
    case 'Retired':
      return end(record, 'retired', at);
    default:
  }
}

export function isUnfinished(deployment: Deployment): boolean {
  return unfinishedStatuses.includes(deployment.status);
}

/** The form of the REST API and of requests between services. */
export function present(record: DeploymentRecord): Deployment {
  const { id, serverId, status, stage, trigger, actor, commit, image, run, generatedDockerfile, error, supersededBy } =
    record;
  const { changes, endpoint, createdAt, promotedAt, endedAt, stages } = record;
  return {
    id,
    serverId,
    status,
    stage,
    trigger,
    actor,
    commit,
    image,
    run,
    generatedDockerfile,
    error,
    supersededBy,
    changes,
    endpoint,
    createdAt,
    promotedAt,
    endedAt,
    stages,
  };
}

function open(record: DeploymentRecord, name: DeploymentStage, at: string): void {
  record.stage = name;
  record.stages = enterStage(record.stages, name, at);
}

function end(record: DeploymentRecord, status: Deployment['status'], at: string): void {
  Object.assign(record, { status, endedAt: at, stages: endStages(record.stages, at) });
}
