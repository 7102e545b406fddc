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
  /** Unguessable, because a build can name every tag on the engine in `FROM` and `COPY --from`. */
  tag: string;
  /** Names the layers and cache mounts that this build may use: those of builds with the same scope. */
  cacheScope: string;
  labels: Record<string, string>;
  buildArgs: Record<string, string>;
  /** Values by the `id` of `RUN --mount=type=secret`; they reach no layer and no argument. */
  secrets: Record<string, string>;
  /** Stops the build; the step that runs has ended when `build` rejects. */
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

/** The engine stopped during the build. Its work is lost; the build can start again. */
export class EngineLost extends Error {
  override readonly name = 'EngineLost';
}

/** Port to the builder of images: the Docker Engine with BuildKit, or with its classic builder. */
export abstract class ImageBuilder {
  /**
   * @throws BuildFailure `build_failed` with the error of the failed step
   * @throws EngineLost
   * @throws the signal's reason when it is aborted
   */
  abstract build(spec: BuildSpec): Promise<ImageRef>;
  /** True when an image with this digest is on the engine. */
  abstract exists(digest: string): Promise<boolean>;
  /** What containers of an image run. */
  abstract startOf(digest: string): Promise<{ entrypoint: string[]; cmd: string[] }>;
  /** Images of this installation. */
  abstract list(): Promise<OwnedImage[]>;
  /** Gives images of this installation with a guessable tag, as earlier versions made them, another one. */
  abstract hideTags(): Promise<void>;
  /** Removes an image. @returns false when a container uses it, so that it was kept */
  abstract remove(digest: string): Promise<boolean>;
  /** @throws Error when the engine does not answer */
  abstract ping(): Promise<void>;
}
