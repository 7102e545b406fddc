import type { Actor } from './actor.js';

/** The commit that a deployment is built from. */
export interface Commit {
  /** Full SHA-1 of the commit, 40 hexadecimal digits. */
  sha: string;
  message: string;
  author: string;
  /** Picture of the author's account at the host of the repository, when there is one. */
  avatarUrl?: string;
  at: string;
}

/**
 * Why there is a deployment: a push to the built-in remote, a request, a return to an earlier one, changed variables,
 * or a new commit on GitHub.
 */
export type DeploymentTrigger = 'push' | 'manual' | 'rollback' | 'variables' | 'poll';

/** The stages of a deployment, in order. */
export type DeploymentStage = 'fetch' | 'dependencies' | 'image' | 'push' | 'candidate' | 'promotion';

/** An image in the image store of the engine. */
export interface ImageRef {
  /** Content digest (`sha256:…`): what containers are started from. */
  digest: string;
  /** Human-readable tag, informative only. */
  tag: string;
  sizeBytes: number;
}

/** What `toolyard.yaml` or the defaults say about running the image. */
export interface RunSpec {
  port: number;
  /** Paths to probe for MCP, in order. */
  paths: string[];
  command?: string[];
  startupSeconds: number;
  memoryMb: number;
  cpus: number;
  pids: number;
  /** Containers run in this sandbox; absent for the engine's own runtime. */
  sandbox?: 'gvisor';
  /** What the platform says of the commit; variables of the server replace it. */
  environment?: Record<string, string>;
}

/** A tool as the server lists it (MCP, `tools/list`). */
export interface Tool {
  name: string;
  title?: string;
  description?: string;
  inputSchema: unknown;
  outputSchema?: unknown;
  annotations?: unknown;
}

/** Names of tools that differ from those of the deployment before. */
export interface ToolChanges {
  added: string[];
  changed: string[];
  dropped: string[];
}

/** How the gateway reaches the server inside its containers. */
export interface Endpoint {
  port: number;
  path: string;
  transport: 'streamable-http' | 'sse';
  /** `modern`: answers `server/discover` (2026-07-28). `legacy`: answers `initialize`. */
  eras: ('modern' | 'legacy')[];
  protocolVersion: string;
  serverInfo: { name: string; version: string };
}

/** When a stage ran; `endedAt` is null while it does. */
export interface StageTime {
  name: DeploymentStage;
  startedAt: string;
  endedAt: string | null;
}

/** One decision of a build plan. */
export interface BuildPlanLine {
  key: string;
  value: string;
  /** Where the value came from: a file, a field of it, or `default`. */
  from: string;
  /** True when a field of `toolyard.yaml` or of the server's build settings replaces it. */
  overridable: boolean;
  /** Name of that field; plans of earlier versions have none. */
  field?: string;
}

/** How a commit is built, for people. */
export interface BuildPlanReport {
  lines: BuildPlanLine[];
  /** What the repository holds or asks for and the build does not use. */
  ignored: { what: string; why: string }[];
}

/** `deployment-<id>`. */
export type DeploymentEvent =
  | {
      type: 'DeploymentRequested';
      data: {
        deploymentId: string;
        serverId: string;
        slug: string;
        repository: string;
        commit: Commit;
        trigger: DeploymentTrigger;
        /** Given for rollbacks and changed variables: the image to run, so nothing is built. */
        image?: ImageRef;
        run?: RunSpec;
        actor: Actor;
        at: string;
      };
    }
  | { type: 'BuildStarted'; data: { deploymentId: string; worker: string; attempt: number; at: string } }
  /** A build began or continued a stage after its first, `fetch`, which begins with the build. */
  | { type: 'StageStarted'; data: { deploymentId: string; attempt: number; stage: DeploymentStage; at: string } }
  | {
      type: 'ImageBuilt';
      data: {
        deploymentId: string;
        image: ImageRef;
        run: RunSpec;
        /** The Dockerfile's text when the platform generated it. */
        generatedDockerfile?: string;
        /** Events of before the plan was stored have none. */
        plan?: BuildPlanReport;
        /** Start and end of the stages fetch, dependencies, image and push, as far as they ran. */
        stages: StageTime[];
        at: string;
      };
    }
  | { type: 'CandidateStarted'; data: { deploymentId: string; containers: string[]; at: string } }
  | {
      type: 'ToolsDiscovered';
      data: { deploymentId: string; tools: Tool[]; changes: ToolChanges; endpoint: Endpoint; at: string };
    }
  | { type: 'Promoted'; data: { deploymentId: string; serverId: string; previous?: string; at: string } }
  | {
      type: 'Failed';
      data: {
        deploymentId: string;
        stage: DeploymentStage;
        code: string;
        reason: string;
        stages?: StageTime[];
        /** Of a build that failed after it was planned. */
        plan?: BuildPlanReport;
        at: string;
      };
    }
  | { type: 'Superseded'; data: { deploymentId: string; by: string; at: string } }
  | { type: 'Cancelled'; data: { deploymentId: string; by: Actor; at: string } }
  | { type: 'Retired'; data: { deploymentId: string; by?: string; at: string } };
