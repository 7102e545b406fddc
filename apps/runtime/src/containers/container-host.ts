import type { RunSpec } from '@toolyard/contracts';
import type { OutputFrame } from './output-frames.js';

/** One container of a server, as the container host reports it. */
export interface ContainerState {
  id: string;
  serverId: string;
  deploymentId: string;
  /** Counts from 1. */
  replica: number;
  /** The port that the server has to listen on, in the variable PORT. */
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
  /** The server's variables, in clear; they are not kept. */
  variables: Record<string, string>;
}

export interface ContainerEvent {
  serverId: string;
  containerId: string;
}

/** A socket that listens inside a container. */
export interface Listener {
  address: string;
  port: number;
}

/** The container host refused a call: `code` for programs, the message for people. */
export class HostRefusal extends Error {
  override readonly name = 'HostRefusal';
  constructor(
    readonly code:
      'image_gone' | 'no_network' | 'start_failed' | 'gone' | 'variables_undeliverable' | 'sandbox_missing',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * Port to the engine that runs containers. It lists, watches and changes only what belongs to one installation. Every
 * call has a timeout; a call on a container or network that no longer exists succeeds.
 */
export abstract class ContainerHost {
  /** @throws Error when the engine does not answer */
  abstract ping(): Promise<void>;
  /** All containers of the installation, or of one server. */
  abstract containers(serverId?: string): Promise<ContainerState[]>;
  /** All networks of the installation, or of one server. */
  abstract networks(serverId?: string): Promise<NetworkState[]>;
  /** Creates the network of a server unless it exists. @throws HostRefusal `no_network` */
  abstract createNetwork(serverId: string): Promise<void>;
  /** Renews the rules and routes of the servers' networks. */
  abstract keepApart(): Promise<void>;
  /** @throws HostRefusal `no_network` while the egress policy is not in force: then no container may start */
  abstract requireGuard(): Promise<void>;
  /** Removes the route of {@link keepApart} for addresses without a network; for the end of a run. */
  abstract uncoverPool(): Promise<void>;
  abstract removeNetwork(id: string): Promise<void>;
  /**
   * Creates the container of a replica without starting it, unless it exists.
   * @returns the id of the container
   * @throws HostRefusal `image_gone`, `start_failed`
   */
  abstract create(spec: ContainerSpec): Promise<string>;
  /**
   * @throws HostRefusal `start_failed`, `gone` when the container does not exist, `no_network` when it gets no address
   * or the egress policy is not in force
   */
  abstract start(containerId: string): Promise<void>;
  /** Sends SIGTERM, and SIGKILL after `graceSeconds`. */
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
  /** Values of the variables of a container, which are masked in its output. */
  abstract secretsOf(containerId: string): Promise<string[]>;
  /** Sockets that listen inside a running container; null when the engine runs on another machine. */
  abstract listeners(containerId: string): Promise<Listener[] | null>;
  /**
   * Starts and ends of containers, until the connection to the engine is lost. `onOpen` is called when events flow.
   */
  abstract events(onOpen: () => void, signal: AbortSignal): AsyncIterable<ContainerEvent>;
}
