import type { DeploymentStage, ImageRef } from '@toolyard/contracts';

export interface BuildLine {
  stage: DeploymentStage;
  stream: 'stdout' | 'stderr' | 'platform';
  text: string;
}

export interface BuildSpec {
  /** Path of the build context, a tar file. */
  contextPath: string;
  /** Path of the Dockerfile within the context. */
  dockerfile: string;
  tag: string;
  labels: Record<string, string>;
  buildArgs: Record<string, string>;
  /** Ends the build; the running step is gone when `build` has rejected. */
  signal: AbortSignal;
  /** Must not throw. */
  onLine: (line: BuildLine) => void;
  onStage: (stage: DeploymentStage) => void;
}

export interface OwnedImage {
  digest: string;
  serverId: string;
  deploymentId: string;
}

/** The engine went away during the build: what it had done is lost, and the build may begin again. */
export class EngineLost extends Error {
  override readonly name = 'EngineLost';
}

/**
 * Port to whatever turns a build context into an image: the Docker Engine with BuildKit, or its classic builder where
 * BuildKit is refused.
 */
export abstract class ImageBuilder {
  /**
   * @throws BuildFailure `build_failed` with what the failing step said; EngineLost; the signal's reason when aborted.
   */
  abstract build(spec: BuildSpec): Promise<ImageRef>;
  abstract exists(digest: string): Promise<boolean>;
  /** Images of this installation. */
  abstract list(): Promise<OwnedImage[]>;
  /** False when a container still uses the image; it is kept then. */
  abstract remove(digest: string): Promise<boolean>;
  abstract ping(): Promise<void>;
}
