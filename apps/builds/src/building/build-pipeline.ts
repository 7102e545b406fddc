import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type BuildPlanReport, containerLabels, type ImageRef, Rejected, type RunSpec } from '@toolyard/contracts';
import { BuildFailure } from '../build-plan/build-failure.js';
import { reservedFolder } from '../build-plan/extra-files.js';
import { bridgedImage, type ImageBridge } from '../build-plan/node/bridge.js';
import { BuildSettingsService } from '../build-settings/build-settings.service.js';
import { BuildsConfig } from '../builds.config.js';
import type { DeploymentRecord } from '../deployments/deployment-record.js';
import { DeploymentQuotas } from '../deployments/deployment-quotas.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { newImageName } from '../images/docker-image-builder.js';
import { type BuildLine, ImageBuilder } from '../images/image-builder.js';
import { Commits } from '../repositories/commits.js';
import { writeFiles } from './build-context.js';
import { prepareInWorker } from './context-worker.js';
import type { PreparedContext } from './prepare-context.js';
import type { StageClock } from './stage-clock.js';

interface PipelineOptions {
  /** Scratch folder, removed by the caller. */
  folder: string;
  clock: StageClock;
  /** Variables of the server; the build gets those that are named as build secrets. */
  variables: Record<string, string>;
  signal: AbortSignal;
  onLine: (line: BuildLine) => void;
  /** Called once, when it is decided how the commit is built. */
  onPlan: (plan: BuildPlanReport) => void;
}

interface ReadOptions {
  /** Where the build context is written; the commit is only planned without it. */
  contextPath?: string;
  scratch: string;
  signal: AbortSignal;
  /** Names of the server's variables. */
  variables?: string[];
}

export interface Built {
  image: ImageRef;
  run: RunSpec;
  generatedDockerfile?: string;
}

/** What one image is built from. */
interface ImageContext {
  /** A tar file. */
  path: string;
  dockerfile: string;
  buildArgs: Record<string, string>;
  secrets: string[];
}

const maxEntries = 100_000;
const readLimits = { timeMs: 120_000, memoryMb: 256 };
const shownPaths = 10;

/** Makes an image from a commit: reads the tree, plans the build, writes the build context, builds the image. */
@Injectable()
export class BuildPipeline {
  constructor(
    private readonly images: ImageBuilder,
    private readonly settings: BuildSettingsService,
    private readonly deployments: DeploymentsService,
    private readonly commits: Commits,
    private readonly quotas: DeploymentQuotas,
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
    const prepared = await this.prepare(deployment, contextPath, options);
    signal.throwIfAborted();
    options.onPlan(prepared.plan.report);
    this.logTree(prepared, options);
    const { plan } = prepared;
    this.assertMemory(deployment, plan.run);

    clock.enter('image');
    const context = {
      path: contextPath,
      dockerfile: plan.dockerfile,
      buildArgs: plan.buildArgs,
      secrets: plan.secrets,
    };
    const built = await this.build(deployment, context, options);
    const image = plan.bridge ? await this.bridge(deployment, plan.bridge, built, options) : built;

    clock.enter('push');
    const sizeMb = Math.ceil(image.sizeBytes / 1048576);
    say(options, 'push', `Image ${image.digest}, ${sizeMb} MiB, kept in the engine's own store`);
    return { image, run: plan.run, generatedDockerfile: plan.generated };
  }

  private prepare(
    deployment: DeploymentRecord,
    contextPath: string,
    options: PipelineOptions,
  ): Promise<PreparedContext> {
    const { repository, commit } = deployment;
    const subject = commit.message.split('\n')[0];
    say(options, 'fetch', `Commit ${commit.sha.slice(0, 12)} of ${repository}: ${subject} (${commit.author})`);
    const { folder: scratch, signal, variables } = options;
    return this.read(deployment, { contextPath, scratch, signal, variables: Object.keys(variables) });
  }

  /**
   * Only decides how a commit is built.
   * @throws BuildFailure when the commit cannot be built
   * @throws the signal's reason when it is aborted
   */
  async plan(deployment: DeploymentRecord, signal: AbortSignal): Promise<BuildPlanReport> {
    const scratch = await mkdtemp(join(tmpdir(), 'toolyard-plan-'));
    try {
      return (await this.read(deployment, { scratch, signal })).plan.report;
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  private async read(
    { commit, serverId }: DeploymentRecord,
    { contextPath, scratch, signal, variables }: ReadOptions,
  ): Promise<PreparedContext> {
    const { baseImages, extraCaPath, treeMaxBytes } = this.config;
    const { source } = this.deployments.server(serverId);
    const { folder, repository } = await this.commits.provide(source, commit.sha, scratch, signal);
    return prepareInWorker(
      {
        repositoriesFolder: folder,
        repository,
        sha: commit.sha,
        limits: { bytes: treeMaxBytes, entries: maxEntries },
        plan: {
          baseImages,
          extraCa: extraCaPath ? readFileSync(extraCaPath, 'utf8') : undefined,
          cacheScope: serverId,
          commit: commit.sha,
          settings: this.settings.of(serverId),
          variables,
        },
        contextPath,
      },
      readLimits,
      signal,
    );
  }

  /** Before anything is built, because waiting does not help. @throws BuildFailure `quota_exceeded` */
  private assertMemory({ serverId }: DeploymentRecord, { memoryMb }: RunSpec): void {
    const server = this.deployments.server(serverId);
    try {
      this.quotas.assertMemory(this.deployments.view, server, server.replicas, memoryMb);
    } catch (cause) {
      if (!(cause instanceof Rejected)) throw cause;
      throw new BuildFailure('fetch', cause.code, cause.message, { cause });
    }
  }

  private logTree({ plan, entries, submodules, lfsPointers }: PreparedContext, options: PipelineOptions): void {
    say(options, 'fetch', `${entries} files and folders`);
    for (const path of submodules.slice(0, shownPaths))
      say(options, 'fetch', `The submodule ${path} is not fetched; its folder is empty in the build`);
    for (const path of lfsPointers.slice(0, shownPaths))
      say(
        options,
        'fetch',
        `${path} is a pointer to Git LFS, which is not served here; the build gets the pointer only`,
      );
    for (const note of plan.notes) say(options, 'fetch', note);
  }

  /** Adds the bridge to HTTP to an image of the repository's own Dockerfile. */
  private async bridge(
    deployment: DeploymentRecord,
    bridge: ImageBridge,
    built: ImageRef,
    options: PipelineOptions,
  ): Promise<ImageRef> {
    const { entrypoint, cmd } = await this.images.startOf(built.digest);
    const command = [...entrypoint, ...(bridge.command ?? cmd)];
    if (command.length === 0)
      throw new BuildFailure(
        'image',
        'no_start_command',
        'The Dockerfile has neither CMD nor ENTRYPOINT, so there is no command to start the server. Nothing was ' +
          'deployed; add one, or `start` in toolyard.yaml, and push again.',
      );
    say(options, 'image', `Bridging its standard streams to HTTP: ${command.join(' ')}`);
    const path = join(options.folder, 'bridge.tar');
    const dockerfile = `${reservedFolder}/Dockerfile`;
    const text = bridgedImage(bridge, { name: built.tag, command });
    await writeFiles(path, [{ path: dockerfile, text }, ...bridge.files]);
    return this.build(deployment, { path, dockerfile, buildArgs: {}, secrets: [] }, options);
  }

  private build(
    { id, serverId, slug }: DeploymentRecord,
    { path, dockerfile, buildArgs, secrets }: ImageContext,
    { clock, variables, signal, onLine }: PipelineOptions,
  ): Promise<ImageRef> {
    return this.images.build({
      contextPath: path,
      dockerfile,
      tag: newImageName(this.config.instance, slug),
      cacheScope: serverId,
      labels: { [containerLabels.server]: serverId, [containerLabels.deployment]: id },
      buildArgs,
      secrets: Object.fromEntries(secrets.map((name) => [name, variables[name]!])),
      signal,
      onLine,
      onStage: (stage) => clock.enter(stage),
    });
  }
}

function say({ onLine }: PipelineOptions, stage: BuildLine['stage'], text: string): void {
  onLine({ stage, stream: 'platform', text });
}
