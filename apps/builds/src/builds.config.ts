import { cpus } from 'node:os';
import { join } from 'node:path';
import { ServiceConfig, Whole } from '@toolyard/service';
import { IsNotEmpty, IsOptional, IsString, IsUrl, Length, Matches } from 'class-validator';
import type { BuildBoundsOptions } from './images/build-bounds.js';

const bytesPerMb = 1024 * 1024;

/** The environment of `builds`. The code reads the getters, which give values in its own units. */
export class BuildsConfig extends ServiceConfig {
  /** Image that generated Dockerfiles start from; `{version}` stands for the version that the repository asks for. */
  @IsNotEmpty()
  TOOLYARD_BASE_NODE = 'node:{version}-slim';

  @IsNotEmpty()
  TOOLYARD_BASE_PYTHON = 'python:{version}-slim';

  /** PEM bundle of certificate authorities that builds and generated images trust in addition. */
  @IsOptional()
  @IsString()
  @Matches(/^\//, { message: 'TOOLYARD_EXTRA_CA must be an absolute path' })
  TOOLYARD_EXTRA_CA?: string;

  /** Builds that run at the same time in one process. */
  @Whole(1, 64)
  TOOLYARD_BUILD_CONCURRENCY = 2;

  @Whole(5, 24 * 3600)
  TOOLYARD_BUILD_SECONDS = 900;

  /** Largest tree that is built. */
  @Whole(1, 16_384)
  TOOLYARD_BUILD_TREE_MB = 512;

  /** Images kept for every server, so that a rollback to them needs no build. */
  @Whole(1, 1000)
  TOOLYARD_KEEP_IMAGES = 5;

  /** A candidate that is neither promoted nor failed this long after its startup time counts as lost. */
  @Whole(5, 3600)
  TOOLYARD_CANDIDATE_SECONDS = 180;

  /** Processes of one step of a build, where the control group of the engine can be written; as the next two. */
  @Whole(64, 1_000_000)
  TOOLYARD_BUILD_PIDS = 1024;

  @Whole(64, 1_048_576)
  TOOLYARD_BUILD_MEMORY_MB = 4096;

  @Whole(1, 1_024)
  TOOLYARD_BUILD_CPUS = cpus().length;

  /** What one step of a build may write. */
  @Whole(16, 1_048_576)
  TOOLYARD_BUILD_DISK_MB = 8192;

  /** Control group of the engine; `tools/up` gives a private engine one of its own. */
  @Matches(/^(\/[\w.-]+)+$/, { message: 'TOOLYARD_ENGINE_CGROUP must be a path of a control group such as /docker' })
  TOOLYARD_ENGINE_CGROUP = '/docker';

  /** Where GitHub's pages and git are; another address for GitHub Enterprise Server. */
  @IsUrl({ require_tld: false, require_protocol: true })
  GITHUB_URL = 'https://github.com';

  /** Where GitHub's API is: `https://<host>/api/v3` for GitHub Enterprise Server. */
  @IsUrl({ require_tld: false, require_protocol: true })
  GITHUB_API_URL = 'https://api.github.com';

  @IsOptional()
  @Matches(/^\d+$/, { message: 'GITHUB_APP_ID must be the number that GitHub shows as App ID' })
  GITHUB_APP_ID?: string;

  /** PEM, also with `\n` for its line ends. */
  @IsOptional()
  @Matches(/^-----BEGIN (RSA )?PRIVATE KEY-----/, { message: 'GITHUB_APP_PRIVATE_KEY must be a private key in PEM' })
  GITHUB_APP_PRIVATE_KEY?: string;

  @IsOptional()
  @Length(16, 200, { message: 'GITHUB_WEBHOOK_SECRET must have 16 to 200 characters' })
  GITHUB_WEBHOOK_SECRET?: string;

  /** Seconds between two looks at the head of a branch, for pushes whose webhook was lost. */
  @Whole(1, 3600)
  TOOLYARD_GITHUB_POLL_SECONDS = 60;

  get github(): { url: string; apiUrl: string; pollMs: number } {
    return {
      url: this.GITHUB_URL.replace(/\/+$/, ''),
      apiUrl: this.GITHUB_API_URL.replace(/\/+$/, ''),
      pollMs: this.TOOLYARD_GITHUB_POLL_SECONDS * 1_000,
    };
  }

  /** The GitHub App that the environment gives; undefined when it gives none. All three variables belong together. */
  get githubApp(): { appId: number; privateKey: string; webhookSecret: string } | undefined {
    const { GITHUB_APP_ID: id, GITHUB_APP_PRIVATE_KEY: key, GITHUB_WEBHOOK_SECRET: secret } = this;
    if (id === undefined || key === undefined || secret === undefined) return undefined;
    return { appId: Number(id), privateKey: key.replaceAll('\\n', '\n'), webhookSecret: secret };
  }

  get repositoriesFolder(): string {
    return join(this.TOOLYARD_DATA, 'git');
  }

  /** For build contexts, which are removed with their build. */
  get scratchFolder(): string {
    return join(this.TOOLYARD_DATA, 'builds');
  }

  /** Range of the servers' networks, which no build may reach. */
  get networkPool(): string {
    return this.TOOLYARD_NETWORK_POOL;
  }

  get instance(): string {
    return this.TOOLYARD_INSTANCE;
  }

  get baseImages(): { node: string; python: string } {
    return { node: this.TOOLYARD_BASE_NODE, python: this.TOOLYARD_BASE_PYTHON };
  }

  get extraCaPath(): string | undefined {
    return this.TOOLYARD_EXTRA_CA;
  }

  get buildConcurrency(): number {
    return this.TOOLYARD_BUILD_CONCURRENCY;
  }

  get buildTimeoutMs(): number {
    return this.TOOLYARD_BUILD_SECONDS * 1_000;
  }

  get treeMaxBytes(): number {
    return this.TOOLYARD_BUILD_TREE_MB * bytesPerMb;
  }

  get imagesKept(): number {
    return this.TOOLYARD_KEEP_IMAGES;
  }

  get candidateGraceSeconds(): number {
    return this.TOOLYARD_CANDIDATE_SECONDS;
  }

  get buildBounds(): BuildBoundsOptions {
    return {
      engineGroup: this.TOOLYARD_ENGINE_CGROUP,
      pids: this.TOOLYARD_BUILD_PIDS,
      memoryBytes: this.TOOLYARD_BUILD_MEMORY_MB * bytesPerMb,
      cpus: this.TOOLYARD_BUILD_CPUS,
      diskBytes: this.TOOLYARD_BUILD_DISK_MB * bytesPerMb,
      concurrency: this.buildConcurrency,
    };
  }
}
