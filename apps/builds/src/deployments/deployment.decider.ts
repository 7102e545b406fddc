import {
  type Actor,
  type DataOf,
  type DeploymentEvent,
  type DeploymentStage,
  type DeploymentStatus,
  Rejected,
  unfinishedStatuses,
} from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';

export type DeploymentCommand =
  | { type: 'request'; request: Omit<DataOf<DeploymentEvent, 'DeploymentRequested'>, 'at'>; at: string }
  | { type: 'startBuild'; worker: string; at: string }
  | { type: 'startStage'; attempt: number; stage: DeploymentStage; at: string }
  /** `attempt` is the number of the build's attempt; null when the image comes from an earlier deployment. */
  | ({ type: 'finishBuild'; attempt: number | null } & Omit<DataOf<DeploymentEvent, 'ImageBuilt'>, 'deploymentId'>)
  | { type: 'startCandidate'; containers: string[]; at: string }
  | ({ type: 'promote'; previous?: string } & Omit<DataOf<DeploymentEvent, 'ToolsDiscovered'>, 'deploymentId'>)
  /** `attempt` guards a build's failure as in `finishBuild`; null for every other failure. */
  | ({ type: 'fail'; attempt: number | null } & Omit<DataOf<DeploymentEvent, 'Failed'>, 'deploymentId'>)
  | { type: 'supersede'; by: string; at: string }
  | { type: 'cancel'; by: Actor; at: string }
  | { type: 'retire'; by?: string; at: string };

export interface DeploymentState {
  status: DeploymentStatus | 'none';
  id: string;
  serverId: string;
  attempt: number;
  /** The stage of the build that runs. */
  stage: DeploymentStage;
  containers: string[];
}

export const deploymentDecider: Decider<DeploymentState, DeploymentCommand, DeploymentEvent> = {
  initial: { status: 'none', id: '', serverId: '', attempt: 0, stage: 'fetch', containers: [] },
  decide,
  evolve,
};

const isUnfinished = (state: DeploymentState) => unfinishedStatuses.includes(state.status as DeploymentStatus);

/** Commands that are late, repeated, or of a replaced worker change nothing, because every delivery can repeat. */
function decide(command: DeploymentCommand, state: DeploymentState): DeploymentEvent[] {
  const deploymentId = state.id;
  const { at } = command;
  if (command.type !== 'request' && state.status === 'none') {
    throw new Rejected(
      'not_found',
      'There is no such deployment. Nothing was changed; list the deployments of the server to find it.',
    );
  }
  switch (command.type) {
    case 'request': {
      if (state.status !== 'none') return [];
      const { deploymentId: id, serverId, slug, repository, commit, trigger, image, run, actor } = command.request;
      return [
        {
          type: 'DeploymentRequested',
          data: { deploymentId: id, serverId, slug, repository, commit, trigger, image, run, actor, at },
        },
      ];
    }
    case 'startBuild':
      if (state.status !== 'queued' && state.status !== 'building') return [];
      return [{ type: 'BuildStarted', data: { deploymentId, worker: command.worker, attempt: state.attempt + 1, at } }];
    case 'startStage': {
      const { attempt, stage } = command;
      if (state.status !== 'building' || attempt !== state.attempt || stage === state.stage) return [];
      return [{ type: 'StageStarted', data: { deploymentId, attempt, stage, at } }];
    }
    case 'finishBuild': {
      const expected = command.attempt === null ? 'queued' : 'building';
      if (state.status !== expected || (command.attempt !== null && command.attempt !== state.attempt)) return [];
      const { image, run, generatedDockerfile, plan, stages } = command;
      return [{ type: 'ImageBuilt', data: { deploymentId, image, run, generatedDockerfile, plan, stages, at } }];
    }
    case 'startCandidate': {
      if (state.status !== 'starting') return [];
      const reported = command.containers.every((container) => state.containers.includes(container));
      if (reported && command.containers.length === state.containers.length) return [];
      return [{ type: 'CandidateStarted', data: { deploymentId, containers: command.containers, at } }];
    }
    case 'promote': {
      if (state.status !== 'starting') return [];
      const { tools, changes, endpoint, previous } = command;
      return [
        { type: 'ToolsDiscovered', data: { deploymentId, tools, changes, endpoint, at } },
        { type: 'Promoted', data: { deploymentId, serverId: state.serverId, previous, at } },
      ];
    }
    case 'fail': {
      if (
        !isUnfinished(state) ||
        (command.attempt !== null && (command.attempt !== state.attempt || state.status !== 'building'))
      )
        return [];
      const { stage, code, reason, stages, plan } = command;
      return [{ type: 'Failed', data: { deploymentId, stage, code, reason, stages, plan, at } }];
    }
    case 'supersede':
      if (!isUnfinished(state) || command.by === deploymentId) return [];
      return [{ type: 'Superseded', data: { deploymentId, by: command.by, at } }];
    case 'cancel':
      if (state.status === 'cancelled') return [];
      if (!isUnfinished(state)) {
        throw new Rejected(
          'deployment_ended',
          `This deployment is ${state.status} already and cannot be cancelled. Nothing was changed. Roll back ` +
            'to an earlier deployment to replace it.',
        );
      }
      return [{ type: 'Cancelled', data: { deploymentId, by: command.by, at } }];
    case 'retire':
      return state.status === 'live' ? [{ type: 'Retired', data: { deploymentId, by: command.by, at } }] : [];
  }
}

function evolve(state: DeploymentState, event: DeploymentEvent): DeploymentState {
  switch (event.type) {
    case 'DeploymentRequested':
      return { ...state, status: 'queued', id: event.data.deploymentId, serverId: event.data.serverId };
    case 'BuildStarted':
      return { ...state, status: 'building', attempt: event.data.attempt, stage: 'fetch' };
    case 'StageStarted':
      return { ...state, stage: event.data.stage };
    case 'ImageBuilt':
      return { ...state, status: 'starting' };
    case 'CandidateStarted':
      return { ...state, containers: event.data.containers };
    case 'ToolsDiscovered':
      return state;
    case 'Promoted':
      return { ...state, status: 'live' };
    case 'Failed':
      return { ...state, status: 'failed' };
    case 'Superseded':
      return { ...state, status: 'superseded' };
    case 'Cancelled':
      return { ...state, status: 'cancelled' };
    case 'Retired':
      return { ...state, status: 'retired' };
    default:
      return unknownEvent(event, 'deployment');
  }
}
