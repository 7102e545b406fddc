import { containerLabels } from '@toolyard/contracts';
import type Docker from 'dockerode';
import type { ContainerState } from './container-host.js';

/** What the engine says of a container, in the words of the reconciler. Addresses are those of its own network. */
export function stateOf(inspected: Docker.ContainerInspectInfo, network: string): ContainerState {
  const { State, Config, NetworkSettings } = inspected;
  const running = State.Status === 'running' || State.Status === 'paused' || State.Status === 'restarting';
  const state = running
    ? 'running'
    : State.Status === 'created' || State.Status === 'removing'
      ? State.Status
      : 'exited';
  return {
    id: inspected.Id,
    serverId: Config.Labels[containerLabels.server]!,
    deploymentId: Config.Labels[containerLabels.deployment] ?? '',
    replica: Number(Config.Labels[containerLabels.replica]),
    port: Number(Config.Labels[containerLabels.port]),
    state,
    startedAt: timeOf(State.StartedAt),
    finishedAt: running ? null : timeOf(State.FinishedAt),
    exitCode: state === 'exited' ? State.ExitCode : null,
    outOfMemory: State.OOMKilled,
    address: running ? NetworkSettings.Networks[network]?.IPAddress || null : null,
    networkIds: Object.values(NetworkSettings.Networks).flatMap((one) => (one.NetworkID ? [one.NetworkID] : [])),
  };
}

function timeOf(text: string): number | null {
  return text.startsWith('0001-') ? null : Date.parse(text);
}
