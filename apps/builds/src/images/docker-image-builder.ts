import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Agent } from 'node:http';
import type { Readable } from 'node:stream';
import { containerLabels, type ImageRef } from '@toolyard/contracts';
import { diskFullSentence, dockerStatusOf } from '@toolyard/service';
import type { EgressGuard } from '@toolyard/service/egress';
import Docker from 'dockerode';
import { BuildFailure } from '../build-plan/build-failure.js';
import type { BuildBounds } from './build-bounds.js';
import { type BuildSession, openSession } from './build-session.js';
import { TraceReader } from './build-trace.js';
import { type BuildSpec, EngineLost, ImageBuilder, type OwnedImage } from './image-builder.js';

const requestTimeoutMs = 30_000;
const tagBytes = 16;
const unguessableTag = /:[0-9a-f]{32}$/;

const randomTag = () => randomBytes(tagBytes).toString('hex');

/** A name for an image of a server: its repository is for people, its tag cannot be guessed. */
export function newImageName(instance: string, slug: string): string {
  return `toolyard/${instance}/${slug}:${randomTag()}`;
}

interface Progress {
  id?: string;
  aux?: unknown;
  stream?: string;
  status?: string;
  error?: string;
}

/** Builds on the Docker Engine at `DOCKER_HOST`. */
export class DockerImageBuilder extends ImageBuilder {
  private readonly docker = new Docker({ timeout: requestTimeoutMs });
  /**
   * Without a timeout, and without reuse of connections: an aborted build leaves its connection in an undefined state.
   */
  private readonly builds = new Docker({ agent: new Agent({ keepAlive: false }) } as Docker.DockerOptions);
  /** `2` is BuildKit, `1` the classic builder of an engine that has no BuildKit. */
  private version: '1' | '2' = '2';

  /**
   * @param guard keeps builds from private addresses; without one they reach what the engine reaches
   * @param bounds limit the steps of builds; without them the engine's own limits hold
   */
  constructor(
    private readonly instance: string,
    private readonly guard?: EgressGuard,
    private readonly bounds?: BuildBounds,
  ) {
    super();
  }

  async build(spec: BuildSpec): Promise<ImageRef> {
    const bounded = this.bounds?.begin((await this.docker.info()).DockerRootDir);
    try {
      return await this.buildBounded(
        bounded ? { ...spec, signal: AbortSignal.any([spec.signal, bounded.diskFull]) } : spec,
      );
    } catch (error) {
      if (bounded?.diskFull.aborted && !spec.signal.aborted)
        throw new BuildFailure('image', 'disk_full', diskFullSentence, { cause: error });
      if (error instanceof BuildFailure && bounded?.wroteTooMuch())
        throw new BuildFailure(error.stage, error.code, tooMuchWritten, { cause: error });
      throw error;
    } finally {
      bounded?.end();
    }
  }

  private async buildBounded(spec: BuildSpec): Promise<ImageRef> {
    try {
      return await this.run(spec, this.version);
    } catch (error) {
      if (this.version !== '2' || !isBuildKitRefused(error)) throw error;
      this.version = '1';
      spec.onLine({
        stage: 'image',
        stream: 'platform',
        text: 'This engine has no BuildKit; its classic builder is used.',
      });
      return this.run(spec, '1');
    }
  }

  private async run(spec: BuildSpec, version: '1' | '2'): Promise<ImageRef> {
    spec.signal.throwIfAborted();
    const session = version === '2' ? await this.session(spec.secrets) : undefined;
    try {
      return await this.runIn(session, spec);
    } finally {
      session?.close();
    }
  }

  /** Builds with BuildKit in a session, and with the classic builder without one. */
  private async runIn(session: BuildSession | undefined, spec: BuildSpec): Promise<ImageRef> {
    const answer = await this.start(
      createReadStream(spec.contextPath) as NodeJS.ReadableStream,
      {
        // A number, so that dockerode opens no session of its own, which would serve no secrets.
        ...(session ? { version: 2, session: session.id } : { version: '1' }),
        dockerfile: spec.dockerfile,
        t: spec.tag,
        buildargs: JSON.stringify({ ...spec.buildArgs, BUILDKIT_CACHE_MOUNT_NS: spec.cacheScope }),
        // The names of extra hosts are part of the key of a layer, so no `RUN` takes the layer of another scope. The
        // classic builder has no such key and no cache mounts.
        extrahosts: `${spec.cacheScope}.cache.invalid:127.0.0.1`,
        nocache: session === undefined,
        labels: JSON.stringify({ ...spec.labels, [containerLabels.instance]: this.instance }),
        forcerm: true,
        abortSignal: spec.signal,
      } as unknown as Docker.ImageBuildOptions,
    );
    const reader = new TraceReader(spec.onLine, spec.onStage);
    let digest: string | undefined;
    let failure: string | undefined;
    try {
      for await (const progress of jsonLines(answer)) {
        if (progress.error) failure = progress.error;
        else if (progress.id === 'moby.buildkit.trace' && typeof progress.aux === 'string') reader.read(progress.aux);
        else if (isImageId(progress.aux)) digest = progress.aux.ID;
        else if (progress.stream?.trim())
          spec.onLine({ stage: 'image', stream: 'stdout', text: progress.stream.replace(/\n$/, '') });
      }
    } catch (cause) {
      spec.signal.throwIfAborted();
      throw lost(cause);
    } finally {
      (answer as Readable).destroy();
    }
    spec.signal.throwIfAborted();
    reader.finish();
    if (failure === undefined && !digest) throw lost();
    if (failure !== undefined && (engineStopped.test(failure) || engineStopped.test(reader.failure?.message ?? '')))
      throw lost(new Error(failure));
    if (failure !== undefined || !digest) {
      // An engine that is shutting down stops the steps that run, accepts no connection, and reports the steps as
      // failed.
      await this.builds.ping().catch((cause: unknown) => {
        throw lost(cause);
      });
      throw failed(reader, failure);
    }
    const { Size } = await this.docker.getImage(digest).inspect();
    return { digest, tag: spec.tag, sizeBytes: Size };
  }

  private async session(secrets: Record<string, string>): Promise<BuildSession> {
    try {
      return await openSession(this.builds, secrets);
    } catch (error) {
      throw isLost(error) ? lost(error) : error;
    }
  }

  private async start(
    context: NodeJS.ReadableStream,
    options: Docker.ImageBuildOptions,
  ): Promise<NodeJS.ReadableStream> {
    try {
      return await this.builds.buildImage(context, options);
    } catch (error) {
      throw isLost(error) ? lost(error) : error;
    }
  }

  async exists(digest: string): Promise<boolean> {
    try {
      await this.docker.getImage(digest).inspect();
      return true;
    } catch (error) {
      if (dockerStatusOf(error) === 404) return false;
      throw error;
    }
  }

  async startOf(digest: string): Promise<{ entrypoint: string[]; cmd: string[] }> {
    const { Config } = await this.docker.getImage(digest).inspect();
    return { entrypoint: [Config.Entrypoint ?? []].flat(), cmd: Config.Cmd ?? [] };
  }

  async list(): Promise<OwnedImage[]> {
    const filters = { label: [`${containerLabels.instance}=${this.instance}`] };
    const images = await this.docker.listImages({ filters });
    return images.map(({ Id, Labels }) => ({
      digest: Id,
      serverId: Labels?.[containerLabels.server] ?? '',
      deploymentId: Labels?.[containerLabels.deployment] ?? '',
    }));
  }

  async hideTags(): Promise<void> {
    const filters = { label: [`${containerLabels.instance}=${this.instance}`] };
    for (const { Id, RepoTags } of await this.docker.listImages({ filters })) {
      for (const name of RepoTags ?? []) {
        if (!name.startsWith(`toolyard/${this.instance}/`) || unguessableTag.test(name)) continue;
        const repo = name.slice(0, name.lastIndexOf(':'));
        await this.docker.getImage(Id).tag({ repo, tag: randomTag() });
        await this.docker.getImage(name).remove({ noprune: true });
      }
    }
  }

  async remove(digest: string): Promise<boolean> {
    try {
      await this.docker.getImage(digest).remove();
      return true;
    } catch (error) {
      if (dockerStatusOf(error) === 404) return true;
      if (dockerStatusOf(error) === 409) return false;
      throw error;
    }
  }

  async ping(): Promise<void> {
    try {
      await this.docker.ping();
    } catch (cause) {
      throw new Error(
        'The Docker Engine does not answer. Servers that run are not affected; builds wait until it answers.',
        { cause },
      );
    }
    await this.guard?.require([await this.bridge()]);
  }

  /** The interface of the network on which steps of builds run. */
  private async bridge(): Promise<string> {
    const { Options } = await this.docker.getNetwork('bridge').inspect();
    return Options?.['com.docker.network.bridge.name'] ?? 'docker0';
  }
}

const tooMuchWritten =
  'A step of the build wrote more than TOOLYARD_BUILD_DISK_MB allows and was ended. The live deployment stays live; ' +
  'write less in one step, or raise the limit, and push again.';

/** Errors of BuildKit that only a stop of the engine causes. */
const engineStopped = /context canceled|transport is closing|server is shutting down|error reading from server: EOF/;

/** True when the engine did not answer at all. */
const isLost = (error: unknown) =>
  dockerStatusOf(error) === undefined && 'code' in (error as object) && !(error as Error).name.startsWith('Abort');

function lost(cause?: unknown): EngineLost {
  return new EngineLost('The connection to the Docker Engine was lost.', { cause });
}

function failed(reader: TraceReader, error: string | undefined): BuildFailure {
  const step = reader.failure?.step.replace(/^\[[^\]]*\] /, '');
  const message = clean(reader.failure?.message ?? error ?? 'the engine returned no image');
  const what = step ? `The step "${step.slice(0, 300)}" failed: ${message}` : message;
  return new BuildFailure(
    reader.failure?.stage ?? 'image',
    'build_failed',
    `${what}. The live deployment stays live; see the build log, correct it and push again.`,
  );
}

function clean(message: string): string {
  return message
    .replace(/^(executor failed running|process) .*?: (runc did not terminate sucessfully: )?/s, '')
    .replace(/^failed to create LLB definition: /, '')
    .replace(/^failed to solve( with frontend \S+)?: /, '')
    .replace(/^rpc error: code = \w+ desc = /, '')
    .replace(/\.$/, '')
    .slice(0, 1_000);
}

async function* jsonLines(stream: NodeJS.ReadableStream): AsyncGenerator<Progress> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    rest += decoder.decode(chunk as unknown as Uint8Array, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.trim()) yield JSON.parse(line) as Progress;
  }
  if (rest.trim()) yield JSON.parse(rest) as Progress;
}

function isImageId(aux: unknown): aux is { ID: string } {
  return typeof aux === 'object' && aux !== null && 'ID' in aux && typeof aux.ID === 'string';
}

function isBuildKitRefused(error: unknown): boolean {
  return (
    error instanceof Error &&
    !(error instanceof BuildFailure) &&
    (/buildkit|\/session|h2c/i.test(error.message) ||
      (dockerStatusOf(error) === 404 && /session|page not found/i.test(error.message)))
  );
}
