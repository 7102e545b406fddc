import { bridged, bridgePackage } from './node/bridge.js';
import type { PlanLines } from './plan-lines.js';
import { originOf, type ToolyardFile } from './build-fields.js';

/** A committed tree, as far as the platform reads it. */
export interface Tree {
  /** Every path of the tree. */
  paths: ReadonlySet<string>;
  /** Text of small files near the root, and the beginning of large lock files. */
  texts: ReadonlyMap<string, string>;
  /** Path of each symbolic link, with the path in the tree that it leads to. */
  links?: ReadonlyMap<string, string>;
}

/** The folder of a tree that is built, and why it was chosen. */
export interface Project {
  /** '' for the root of the tree. */
  folder: string;
  from: string;
}

export interface DockerfileOptions {
  /** Image names; `{version}` stands for the version that the repository asks for. */
  baseNode: string;
  basePython: string;
  /** Separates build caches of servers, so that one server cannot poison the cache of another. */
  cacheScope: string;
  /** Path in the build context of a CA bundle to trust; undefined without one. */
  extraCa?: string;
  port: number;
}

/** What a Dockerfile is generated from. */
export interface PlanInput {
  tree: Tree;
  project: Project;
  file: ToolyardFile;
  options: DockerfileOptions;
  lines: PlanLines;
}

/** Where the back ends of Python packages look for a version that would come from tags of git. */
export const versionVariables = [
  'SETUPTOOLS_SCM_PRETEND_VERSION',
  'PDM_BUILD_SCM_VERSION',
  'UV_DYNAMIC_VERSIONING_BYPASS',
  'POETRY_DYNAMIC_VERSIONING_BYPASS',
];
/** Neither root nor an account of a base image. */
export const containerUser = '10001:10001';

export const json = (words: string[]) => JSON.stringify(words);

/** Lines that make a stage trust the platform's extra CA bundle in addition to that of its base image. */
export function trustLines(extraCa: string | undefined): string[] {
  if (!extraCa) return [];
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE'];
  return [
    `COPY ${extraCa} /etc/ssl/certs/toolyard-ca.crt`,
    `RUN cat /etc/ssl/certs/toolyard-ca.crt >> ${bundle}`,
    `ENV ${names.map((name) => `${name}=${bundle}`).join(' ')}`,
  ];
}

/** Installs packages of Debian; no line without packages. */
export function aptLine(packages: string[]): string[] {
  if (packages.length === 0) return [];
  return [
    `RUN apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}` +
      ' && rm -rf /var/lib/apt/lists/*',
  ];
}

/** The folder of a project in the image. */
export const workdir = (folder: string) => `WORKDIR ${folder === '' ? '/app' : `/app/${folder}`}`;

export const cacheMount = ({ cacheScope }: DockerfileOptions, name: string, target: string) =>
  `--mount=type=cache,id=${cacheScope}-${name},target=${target},sharing=locked`;

/**
 * A step that runs a command of the repository. Build secrets are variables of this step alone: they are mounted, so
 * that they are in no layer, and the cache does not depend on their values.
 */
export function commandStep({ buildSecrets = [] }: ToolyardFile, command: string, mount?: string): string {
  const mounts = [...(mount ? [mount] : []), ...buildSecrets.map((name) => `--mount=type=secret,id=${name}`)];
  const exported = buildSecrets.map((name) => `export ${name}="$(cat /run/secrets/${name})"; `).join('');
  return ['RUN', ...mounts, exported + command].join(' ');
}

/** The end of every image. */
export function commandLines(start: string[], stdio: boolean, port: number): string[] {
  return [`USER ${containerUser}`, `EXPOSE ${port}`, `CMD ${json(stdio ? bridged(start, port) : start)}`];
}

/** Adds the lines that a plan of every language begins with. */
export function projectLines(
  { project, lines }: PlanInput,
  [language, languageFrom]: [string, string],
  [version, versionFrom, field]: [string, string, string],
  base: string,
): void {
  lines
    .add('language', language, languageFrom, null)
    .add('version', version, versionFrom, field)
    .add('base image', base, 'this installation', null)
    .add('root', project.folder === '' ? '.' : project.folder, project.from);
}

export function packagesLine({ file, lines }: PlanInput, packages: string[]): void {
  if (packages.length > 0)
    lines.add('packages', packages.join(' '), file.packages ? originOf(file, 'packages') : 'dependencies');
}

/** Adds how the server is started. @param source the file that its transport was read from */
export function startLines(
  { file, lines }: PlanInput,
  { command, from }: { command: string[]; from: string },
  stdio: boolean,
  source: string | undefined,
): void {
  const transport = stdio ? `stdio, bridged to HTTP with ${bridgePackage}` : 'http';
  lines
    .add('start', command.join(' '), from)
    .add('transport', transport, file.transport ? originOf(file, 'transport') : (source ?? from));
}
