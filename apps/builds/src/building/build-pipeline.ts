import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { Injectable } from '@nestjs/common';
import type { ImageRef, RunSpec } from '@toolyard/contracts';
import { BuildFailure } from './build-failure.js';
import { type ExtraFile, writeContext } from './build-context.js';
import { BuildsConfig } from '../builds.config.js';
import type { KnownDeployment } from '../deployments/deployments.view.js';
import { exposedPort, generateDockerfile, withoutSyntaxLine } from '../recipe/dockerfile.js';
import { reservedFolder, type Tree } from '../recipe/dockerfile-text.js';
import { Repositories } from '../git/git-repositories.js';
import { type BuildLine, ImageBuilder } from '../images/image-builder.js';
import type { StageClock } from './stage-clock.js';
import { readToolyardFile, runDefaults, runSpec } from '../recipe/toolyard-yaml.js';

export interface PipelineContext {
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

interface Plan {
  dockerfile: string;
  buildArgs: Record<string, string>;
  files: ExtraFile[];
  run: RunSpec;
  generated?: string;
  notes: string[];
}

const maxEntries = 100_000;
const defaultVersions = { node: '24', python: '3.12' };
const dockerfilePath = `${reservedFolder}/Dockerfile`;
const caPath = `${reservedFolder}/ca.crt`;

/** From a commit to an image: fetch the tree, find out how it is built, build it. */
@Injectable()
export class Pipeline {
  constructor(
    private readonly repositories: Repositories,
    private readonly images: ImageBuilder,
    private readonly config: BuildsConfig,
  ) {}

  /** @throws BuildFailure; the signal's reason when aborted */
  async run(deployment: KnownDeployment, context: PipelineContext): Promise<Built> {
    const { clock, signal, folder, onLine } = context;
    const { commit, repository, serverId, slug, id } = deployment;
    const say = (stage: BuildLine['stage'], text: string) => onLine({ stage, stream: 'platform', text });

    clock.enter('fetch');
    say(
      'fetch',
      `Commit ${commit.sha.slice(0, 12)} of ${repository}: ${commit.message.split('\n')[0]} (${commit.author})`,
    );
    const contextPath = join(folder, 'context.tar');
    let plan!: Plan;
    const limits = { bytes: this.config.TOOLYARD_BUILD_TREE_MB * 1048576, entries: maxEntries };
    const ignored = await this.repositories.text(repository, commit.sha, '.dockerignore');
    const planned = (read: Tree) => {
      plan = this.plan(read, serverId);
      return plan.files;
    };
    const tree = await writeContext(
      this.repositories.archive(repository, commit.sha),
      contextPath,
      limits,
      planned,
      includedBy(ignored),
    );
    signal.throwIfAborted();
    say('fetch', `${tree.paths.size} files and folders`);
    for (const path of (await this.repositories.submodules(repository, commit.sha)).slice(0, 10))
      say('fetch', `The submodule ${path} is not fetched; its folder is empty in the build`);
    for (const note of plan.notes) say('fetch', note);

    clock.enter('image');
    const tag = `toolyard/${this.config.TOOLYARD_INSTANCE}/${slug}:${commit.sha.slice(0, 12)}`;
    const labels = { 'toolyard.server': serverId, 'toolyard.deployment': id };
    const image = await this.images.build({
      contextPath,
      dockerfile: plan.dockerfile,
      tag,
      labels,
      buildArgs: plan.buildArgs,
      signal,
      onLine,
      onStage: (stage) => clock.enter(stage),
    });
    clock.enter('push');
    say('push', `Image ${image.digest}, ${Math.ceil(image.sizeBytes / 1048576)} MiB, kept in the engine's own store`);
    return { image, run: plan.run, generatedDockerfile: plan.generated };
  }

  private plan(tree: Tree, serverId: string): Plan {
    const name = ['toolyard.yaml', 'toolyard.yml'].find((path) => tree.paths.has(path));
    const text = name === undefined ? '' : tree.texts.get(name);
    if (text === undefined)
      throw new BuildFailure(
        'fetch',
        'toolyard_yaml',
        `${name} is not a small text file. Nothing was built; correct it and push again.`,
      );
    const file = readToolyardFile(text);
    const own = tree.texts.get('Dockerfile');
    if (own !== undefined && file.transport === 'stdio') {
      throw new BuildFailure(
        'fetch',
        'stdio_dockerfile',
        "toolyard.yaml says `transport: stdio`, but the image comes from the repository's own Dockerfile, which the platform does not change. Bridge it to HTTP there, or remove the Dockerfile, and push again.",
      );
    }
    if (own !== undefined) {
      const { text: stripped, removed } = withoutSyntaxLine(own);
      const notes = [`Building the repository's Dockerfile${name ? ` with ${name}` : ''}`];
      if (removed)
        notes.push(
          `The line "${removed}" is ignored: the engine's own frontend is used, so that no registry is needed`,
        );
      const files = removed ? [{ path: dockerfilePath, text: stripped }] : [];
      const buildArgs = this.baseImageArgs(own);
      for (const [arg, image] of Object.entries(buildArgs)) notes.push(`${arg}=${image}`);
      return {
        dockerfile: removed ? dockerfilePath : 'Dockerfile',
        buildArgs,
        files,
        run: runSpec(file, exposedPort(own)),
        notes,
      };
    }
    if (tree.paths.has('Dockerfile'))
      throw new BuildFailure(
        'fetch',
        'bad_dockerfile',
        'Dockerfile is not a small text file. Nothing was built; correct it and push again.',
      );
    const extraCa = this.config.TOOLYARD_EXTRA_CA ? readFileSync(this.config.TOOLYARD_EXTRA_CA, 'utf8') : undefined;
    const generated = generateDockerfile(tree, file, {
      baseNode: this.config.TOOLYARD_BASE_NODE,
      basePython: this.config.TOOLYARD_BASE_PYTHON,
      cacheScope: serverId,
      extraCa: extraCa === undefined ? undefined : caPath,
      port: file.port ?? runDefaults.port,
    });
    const files = [{ path: dockerfilePath, text: generated.text }];
    if (extraCa !== undefined) files.push({ path: caPath, text: extraCa });
    const notes = [
      'There is no Dockerfile, so one was generated:',
      ...generated.text
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
      ...generated.notes,
    ];
    return {
      dockerfile: dockerfilePath,
      buildArgs: {},
      files,
      run: { ...runSpec(file), command: undefined },
      generated: generated.text,
      notes,
    };
  }

  /** A Dockerfile that declares one of these arguments builds on this installation's base image. */
  private baseImageArgs(dockerfile: string): Record<string, string> {
    const images = {
      TOOLYARD_BASE_NODE: this.config.TOOLYARD_BASE_NODE.replace('{version}', defaultVersions.node),
      TOOLYARD_BASE_PYTHON: this.config.TOOLYARD_BASE_PYTHON.replace('{version}', defaultVersions.python),
    };
    return Object.fromEntries(
      Object.entries(images).filter(([arg]) => new RegExp(`^\\s*ARG\\s+${arg}\\b`, 'im').test(dockerfile)),
    );
  }
}

/**
 * Whether a `.dockerignore` lets a path into the build. The Dockerfile and the file itself always go along, as
 * everywhere.
 */
export function includedBy(ignored: string): (path: string) => boolean {
  if (!ignored.trim()) return () => true;
  const rules = dockerignore.default().add(ignored);
  return (path) => path === 'Dockerfile' || path === '.dockerignore' || path === '' || !rules.ignores(path);
}
