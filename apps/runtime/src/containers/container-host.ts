import type { RunSpec } from '@toolyard/contracts';
import type { OutputFrame } from './output-frames.js';

/** One container of a server, as the engine reports it. */
export interface ContainerState {
  id: string;
  serverId: string;
  deploymentId: string;
  /** Counts from 1. */
  replica: number;
  /** The port the server was told to listen on. */
  port: number;
  state: 'created' | 'running' | 'exited' | 'removing';
  /** Milliseconds since the epoch; null when it never started. */
  startedAt: number | null;
  /** Milliseconds since the epoch; null while it runs. */
  finishedAt: number | null;
  exitCode: number | null;
  outOfMemory: boolean;
  /** Address on the server's own network; null unless it runs. */
  address: string | null;
  networkIds: string[];
}

export interface NetworkState {
  id: string;
  serverId: string;
}

export interface ContainerSpec {
  serverId: string;
  deploymentId: string;
  replica: number;
  /** `sha256:…` */
  imageDigest: string;
  run: RunSpec;
  /** The server's variables, in clear: they exist only on their way into the container. */
  variables: Record<string, string>;
}

export interface EngineEvent {
  serverId: string;
  containerId: string;
}

/** Where something inside a container listens. */
export interface Listener {
  address: string;
  port: number;
}

/** The engine refused; `code` is for programs, the message for people. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal';
  constructor(
    readonly code: 'image_gone' | 'no_network' | 'start_failed' | 'gone',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * Port to what runs containers. Everything it lists, watches or touches belongs to one platform instance.
 * Every call is bounded in time; calls on something that is already gone succeed.
 */
export abstract class ContainerEngine {
  abstract ping(): Promise<void>;
  /** All containers of the instance, or of one server. */
  abstract containers(serverId?: string): Promise<ContainerState[]>;
  abstract networks(serverId?: string): Promise<NetworkState[]>;
  /** Makes the server's own network unless it exists. @throws EngineRefusal `no_network` */
  abstract createNetwork(serverId: string): Promise<void>;
  /** Renews whatever keeps the servers' networks apart. */
  abstract keepApart(): Promise<void>;

  /** Takes back what {@link keepApart} did for addresses without a network; for the end of a run. */
  abstract uncoverPool(): Promise<void>;
  abstract removeNetwork(id: string): Promise<void>;
  /**
   * Makes the container without starting it and answers its id; an existing one for the same replica is left as it is.
   * @throws EngineRefusal
   */
  abstract create(spec: ContainerSpec): Promise<string>;
  /** @throws EngineRefusal `start_failed` */
  abstract start(containerId: string): Promise<void>;
  /** Asks the process to end and kills it after `graceSeconds`. */
  abstract stop(containerId: string, graceSeconds: number): Promise<void>;
  /** Removes the container with its volumes, running or not. */
  abstract remove(containerId: string): Promise<void>;
  /**
   * Output from `since` on (inclusive, as in {@link OutputFrame.at}); follows until the container ends or the signal
   * fires.
   */
  abstract output(
    containerId: string,
    options: { since?: string; follow: boolean; tail?: number; signal?: AbortSignal },
  ): AsyncIterable<OutputFrame[]>;
  /** Values that came into the container as variables: what must be masked in its output. */
  abstract secretsOf(containerId: string): Promise<string[]>;
  /** Sockets that listen inside a running container; null when that cannot be seen from here. */
  abstract listeners(containerId: string): Promise<Listener[] | null>;
  /**
   * Changes of containers and networks, until the connection to the engine breaks. `onOpen` is called once events flow.
   */
  abstract events(onOpen: () => void, signal: AbortSignal): AsyncIterable<EngineEvent>;
}
