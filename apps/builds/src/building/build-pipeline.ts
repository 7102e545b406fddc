import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { containerLabels, type ImageRef, type RunSpec } from '@toolyard/contracts';
import { type BuildPlan, planOf } from '../build-plan/build-plan.js';
import type { Tree } from '../build-plan/dockerfile-text.js';
import { BuildsConfig } from '../builds.config.js';
import type { DeploymentRecord } from '../deployments/deployments.view.js';
import { newImageName } from '../images/docker-image-builder.js';
import { type BuildLine, ImageBuilder } from '../images/image-builder.js';
import { Repositories } from '../repositories/git-repositories.js';
import { includedBy, readTree, writeContext } from './build-context.js';
import type { StageClock } from './stage-clock.js';

export interface PipelineOptions {
  /** Scratch folder, removed by the caller. */
  folder: string;
  clock: StageClock;
  signal: AbortSignal;
  onLine: (line: BuildLine) => void;
}

export interface Built {
  image: ImageRef;
  run: RunSpec;
  generatedDockerfile?: string;
}

const maxEntries = 100_000;
const shownSubmodules = 10;

/** Makes an image from a commit: reads the tree, plans the build, writes the build context, builds the image. */
@Injectable()
export class BuildPipeline {
  constructor(
    private readonly repositories: Repositories,
    private readonly images: ImageBuilder,
    private readonly config: BuildsConfig,
  ) {}

  /**
   * @throws BuildFailure when the commit cannot be built
   * @throws EngineLost when the Docker Engine stopped during the build
   * @throws the signal's reason when it is aborted
   */
  async run(deployment: DeploymentRecord, options: PipelineOptions): Promise<Built> {
    const { clock, signal, folder } = options;
    const contextPath = join(folder, 'context.tar');

    clock.enter('fetch');
    const tree = await this.readTree(deployment, options);
    const plan = planOf(tree, {
      baseImages: this.config.baseImages,
      extraCa: this.config.extraCaPath ? readFileSync(this.config.extraCaPath, 'utf8') : undefined,
      cacheScope: deployment.serverId,
    });
    await this.writeContext(deployment, plan, contextPath);
    signal.throwIfAborted();
    await this.logTree(deployment, tree, plan, options);

    clock.enter('image');
    const image = await this.build(deployment, plan, contextPath, options);

    clock.enter('push');
    const sizeMb = Math.ceil(image.sizeBytes / 1048576);
    say(options, 'push', `Image ${image.digest}, ${sizeMb} MiB, kept in the engine's own store`);
    return { image, run: plan.run, generatedDockerfile: plan.generated };
  }

  private readTree({ repository, commit }: DeploymentRecord, options: PipelineOptions): Promise<Tree> {
    const subject = commit.message.split('\n')[0];
    say(options, 'fetch', `Commit ${commit.sha.slice(0, 12)} of ${repository}: ${subject} (${commit.author})`);
    const archive = this.repositories.archive(repository, commit.sha);
    return readTree(archive, { bytes: this.config.treeMaxBytes, entries: maxEntries });
  }

  private async writeContext({ repository, commit }: DeploymentRecord, plan: BuildPlan, path: string): Promise<void> {
    const ignored = await this.repositories.text(repository, commit.sha, '.dockerignore');
    const archive = this.repositories.archive(repository, commit.sha);
    await writeContext(archive, path, { included: includedBy(ignored), files: plan.files });
  }

  private async logTree(
    { repository, commit }: DeploymentRecord,
    tree: Tree,
    plan: BuildPlan,
    options: PipelineOptions,
  ): Promise<void> {
    say(options, 'fetch', `${tree.paths.size} files and folders`);
    const submodules = await this.repositories.submodules(repository, commit.sha);
    for (const path of submodules.slice(0, shownSubmodules))
      say(options, 'fetch', `The submodule ${path} is not fetched; its folder is empty in the build`);
    for (const note of plan.notes) say(options, 'fetch', note);
  }

  private build(
    { id, serverId, slug }: DeploymentRecord,
    plan: BuildPlan,
    contextPath: string,
    { clock, signal, onLine }: PipelineOptions,
  ): Promise<ImageRef> {
    return this.images.build({
      contextPath,
      dockerfile: plan.dockerfile,
      tag: newImageName(this.config.instance, slug),
      cacheScope: serverId,
      labels: { [containerLabels.server]: serverId, [containerLabels.deployment]: id },
      buildArgs: plan.buildArgs,
      signal,
      onLine,
      onStage: (stage) => clock.enter(stage),
    });
  }
}

function say({ onLine }: PipelineOptions, stage: BuildLine['stage'], text: string): void {
  onLine({ stage, stream: 'platform', text });
}
