import { anyOf } from './any-of.js';
import type { BuildPlanReport, BuildSettings, RunSpec } from '@toolyard/contracts';
import {
  FieldMistake,
  originOf,
  readFields,
  runDefaults,
  runSpec,
  type ToolyardFile,
  withSettings,
} from './build-fields.js';
import { BuildFailure } from './build-failure.js';
import { argumentsOf, exposedPort, generateDockerfile, withoutForeignFrontend } from './dockerfile.js';
import { distantDockerfile, ignoreDistant, type OwnDockerfile, ownDockerfile } from './dockerfile-location.js';
import { type Tree, trustLines, versionVariables } from './dockerfile-text.js';
import { type ExtraFile, reservedFolder } from './extra-files.js';
import { bridgeFile, bridgePackage, type ImageBridge } from './node/bridge.js';
import { PlanLines, planText } from './plan-lines.js';
import { readToolyardFile } from './toolyard-yaml.js';

/** How a tree becomes an image and how its containers run. */
export interface BuildPlan {
  /** Path of the Dockerfile in the build context. */
  dockerfile: string;
  /** Folder of the tree that is the build context; '' for all of it. */
  context: string;
  buildArgs: Record<string, string>;
  /** Names of variables that the build reads as secrets. */
  secrets: string[];
  files: ExtraFile[];
  /** Paths that the build needs and a `.dockerignore` does not hide. */
  needed: string[];
  run: RunSpec;
  /** Given when the image of an own Dockerfile speaks on its standard streams. */
  bridge?: ImageBridge;
  /** Text of the Dockerfile, when it was generated. */
  generated?: string;
  /** What was chosen, where it came from, and what was ignored. */
  report: BuildPlanReport;
  /** The head of the build log. */
  notes: string[];
}

export interface PlanOptions {
  /** Image names; `{version}` stands for the version that the repository asks for. */
  baseImages: { node: string; python: string };
  /** Certificate authorities to trust in addition, as PEM. */
  extraCa?: string;
  /** Separates build caches of servers, so that one server cannot poison the cache of another. */
  cacheScope: string;
  /** SHA of the commit, for arguments and variables. */
  commit?: string;
  /** Settings of the server, which replace those of the repository. */
  settings?: BuildSettings;
  /** Names of the server's variables; build secrets are some of them. */
  variables?: string[];
}

const defaultVersions = { node: '24', python: '3.12' };
const dockerfilePath = `${reservedFolder}/Dockerfile`;
const caPath = `${reservedFolder}/ca.crt`;
/** Pushes to this branch are deployed. */
const branch = 'main';
/** Files that a build reads although a `.dockerignore` for another Dockerfile hides them. */
const manifests = anyOf(
  /(?:^|\/)(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml)$/,
  /(?:^|\/)(?:yarn\.lock|bun\.lockb?|tsconfig[\w.-]*\.json|\.npmrc|\.yarnrc(?:\.yml)?|fastmcp\.json)$/,
  /(?:^|\/)(?:pyproject\.toml|uv\.lock|poetry\.lock|pdm\.lock|Pipfile(?:\.lock)?|requirements[\w.-]*\.txt)$/,
  /(?:^|\/)(?:README(?:\.\w+)?|LICENSE(?:\.\w+)?)$/,
);

/**
 * Decides how a tree is built: with its own Dockerfile, or with a generated one.
 * @throws BuildFailure when the tree cannot be built as it is
 */
export function planOf(tree: Tree, options: PlanOptions): BuildPlan {
  const file = withSettings(toolyardFileOf(tree), settingsOf(options));
  const own = ownDockerfile(tree, file);
  if (own) return withOwnDockerfile(tree, own, file, options);
  try {
    return withGeneratedDockerfile(tree, file, options);
  } catch (failure) {
    const unplanned = failure instanceof BuildFailure && unplannedCodes.has(failure.code);
    const distant = unplanned && file.root === undefined ? distantDockerfile(tree) : undefined;
    if (distant) return withOwnDockerfile(tree, distant, file, options);
    throw failure;
  }
}

const unplannedCodes = new Set(['unknown_language', 'unsupported_language', 'no_start_command', 'several_servers']);

function settingsOf({ settings }: PlanOptions): ToolyardFile {
  try {
    return readFields({ ...settings });
  } catch (cause) {
    if (!(cause instanceof FieldMistake)) throw cause;
    const sentence =
      `Build settings of the server: ${cause.message}. ` + 'Nothing was built; correct them and deploy again.';
    throw new BuildFailure('fetch', 'build_settings', sentence, { cause });
  }
}

function toolyardFileOf(tree: Tree): ToolyardFile {
  const name = ['toolyard.yaml', 'toolyard.yml'].find((path) => tree.paths.has(path));
  const text = name === undefined ? '' : tree.texts.get(name);
  if (text === undefined)
    throw new BuildFailure(
      'fetch',
      'toolyard_yaml',
      `${name} is not a text file of at most 256 KiB. Nothing was built; correct it and push again.`,
    );
  return readToolyardFile(text.replace(/^\uFEFF/, ''));
}

function withOwnDockerfile(tree: Tree, own: OwnDockerfile, file: ToolyardFile, options: PlanOptions): BuildPlan {
  const lines = new PlanLines();
  const { text, removed } = withoutForeignFrontend(own.text);
  for (const line of removed)
    lines.ignore(`the line "${line}"`, "the engine's own frontend is used, so that no registry is needed");
  for (const [key, value] of Object.entries({
    install: file.install,
    build: file.build,
    node: file.node,
    python: file.python,
    packages: file.packages,
  }))
    if (value !== undefined)
      lines.ignore(`\`${key}\` of ${originOf(file, key as keyof ToolyardFile)}`, 'the Dockerfile decides');
  const stdio = file.transport === 'stdio' || (file.transport === undefined && speaksStdio(tree, own, file, options));
  const port = stdio ? undefined : exposedPort(own.text);
  const run = runSpec(stdio ? { ...file, transport: 'stdio' } : file, port);
  const buildArgs = { ...baseImageArgs(own.text, options.baseImages), ...commitArgs(own.text, options.commit) };
  lines
    .add('dockerfile', own.path, own.from)
    .add('root', own.context === '' ? '.' : own.context, own.context === '' ? 'default' : own.from);
  for (const [name, value] of Object.entries(buildArgs))
    lines.add(`argument ${name}`, value, 'ARG of the Dockerfile', null);
  if (run.command) lines.add('start', run.command.join(' '), originOf(file, 'command'));
  lines.add(
    'port',
    String(run.port),
    file.port === undefined ? (port === undefined ? 'default' : 'EXPOSE') : originOf(file, 'port'),
  );
  if (file.sandbox) lines.add('sandbox', file.sandbox, originOf(file, 'sandbox'));
  if (stdio)
    lines.add(
      'transport',
      `stdio, bridged to HTTP with ${bridgePackage}`,
      file.transport === undefined ? 'sources' : originOf(file, 'transport'),
    );
  // The text is written again when the path in the context is another one than in the repository.
  const inContext = own.context === '' ? own.path : own.path.slice(own.context.length + 1);
  const asCommitted = removed.length === 0 && own.path === 'Dockerfile' && own.context === '';
  return {
    dockerfile: asCommitted ? inContext : dockerfilePath,
    context: own.context,
    buildArgs,
    secrets: secretsOf(file, options, lines),
    files: asCommitted ? [] : [{ path: dockerfilePath, text }],
    needed: [],
    bridge: stdio ? bridgeOf(file, options) : undefined,
    run: { ...run, environment: environmentOf(options) },
    report: lines.report,
    notes: [`Building the repository's Dockerfile`, ...planText(lines.report)],
  };
}

/**
 * True when the sources only speak on standard streams, and the Dockerfile names neither a port nor another transport.
 */
function speaksStdio(tree: Tree, own: OwnDockerfile, file: ToolyardFile, options: PlanOptions): boolean {
  const start = ['CMD', 'ENTRYPOINT'].flatMap((instruction) => argumentsOf(own.text, instruction)).join(' ');
  if (exposedPort(own.text) !== undefined || file.port !== undefined || /http|sse|port/i.test(start)) return false;
  try {
    const { report } = withGeneratedDockerfile(tree, file, options);
    return report.lines.some(({ key, value }) => key === 'transport' && value.startsWith('stdio'));
  } catch (error) {
    if (error instanceof BuildFailure) return false;
    throw error;
  }
}

function bridgeOf(file: ToolyardFile, { baseImages, extraCa }: PlanOptions): ImageBridge {
  return {
    base: baseImages.node.replace('{version}', defaultVersions.node),
    port: file.port ?? runDefaults.port,
    files: [bridgeFile, ...caFiles(extraCa)],
    trust: trustLines(extraCa === undefined ? undefined : caPath),
    command: file.command,
  };
}

const caFiles = (extraCa: string | undefined): ExtraFile[] =>
  extraCa === undefined ? [] : [{ path: caPath, text: extraCa }];

function withGeneratedDockerfile(tree: Tree, file: ToolyardFile, options: PlanOptions): BuildPlan {
  const { baseImages, extraCa, cacheScope } = options;
  const lines = new PlanLines();
  const usable = { ...file, buildSecrets: secretsOf(file, options, lines) };
  const text = generateDockerfile(
    tree,
    usable,
    {
      baseNode: baseImages.node,
      basePython: baseImages.python,
      cacheScope,
      extraCa: extraCa === undefined ? undefined : caPath,
      port: file.port ?? runDefaults.port,
    },
    lines,
  );
  lines.add('dockerfile', 'generated', 'the lines above');
  lines.add(
    'port',
    String(file.port ?? runDefaults.port),
    file.port === undefined ? 'default' : originOf(file, 'port'),
  );
  if (file.sandbox) lines.add('sandbox', file.sandbox, originOf(file, 'sandbox'));
  ignoreDistant(tree, lines);
  const shown = text.trimEnd().split('\n');
  return {
    dockerfile: dockerfilePath,
    context: '',
    buildArgs: commitArgs(text, options.commit),
    secrets: usable.buildSecrets ?? [],
    files: [{ path: dockerfilePath, text }, bridgeFile, ...caFiles(extraCa)],
    needed: [...tree.paths].filter((path) => manifests.test(path)),
    // The generated Dockerfile starts the command itself.
    run: { ...runSpec(file), command: undefined, environment: environmentOf(options) },
    generated: text,
    report: lines.report,
    notes: [
      'There is no Dockerfile, so one was generated. The plan:',
      ...planText(lines.report).map((line) => `  ${line}`),
      'The Dockerfile:',
      ...shown.map((line) => `  ${line}`),
    ],
  };
}

/** The build secrets that have a value; without one, what needs none is built all the same. */
function secretsOf(file: ToolyardFile, { variables = [] }: PlanOptions, lines: PlanLines): string[] {
  const names = file.buildSecrets ?? [];
  if (names.length > 0) lines.add('buildSecrets', names.join(' '), originOf(file, 'buildSecrets'));
  for (const name of names)
    if (!variables.includes(name))
      lines.ignore(`the build secret ${name}`, 'the server has no variable of this name; set it and deploy again');
  return names.filter((name) => variables.includes(name));
}

/** A Dockerfile that declares one of these arguments builds on the base image of this installation. */
function baseImageArgs(dockerfile: string, baseImages: PlanOptions['baseImages']): Record<string, string> {
  return declaredOf(dockerfile, {
    TOOLYARD_BASE_NODE: baseImages.node.replace('{version}', defaultVersions.node),
    TOOLYARD_BASE_PYTHON: baseImages.python.replace('{version}', defaultVersions.python),
  });
}

/** A Dockerfile that declares one of these arguments gets the commit that is built; other platforms use these names. */
function commitArgs(dockerfile: string, commit: string | undefined): Record<string, string> {
  if (commit === undefined) return {};
  const version = `0.0.0+g${commit.slice(0, 12)}`;
  return declaredOf(dockerfile, {
    ...commitVariables(commit),
    ...Object.fromEntries(['SOURCE_VERSION', 'GIT_COMMIT', 'GIT_SHA', 'COMMIT_SHA'].map((name) => [name, commit])),
    ...Object.fromEntries(['SOURCE_BRANCH', 'GIT_BRANCH'].map((name) => [name, branch])),
    ...Object.fromEntries(versionVariables.map((name) => [name, version])),
  });
}

const environmentOf = ({ commit }: PlanOptions) => (commit === undefined ? undefined : commitVariables(commit));

/** What every container says of the commit that it was built from. */
function commitVariables(commit: string): Record<string, string> {
  return { TOOLYARD_COMMIT: commit, TOOLYARD_BRANCH: branch, SOURCE_COMMIT: commit };
}

function declaredOf(dockerfile: string, values: Record<string, string>): Record<string, string> {
  const declared = new Set(argumentsOf(dockerfile, 'ARG').map((text) => text.slice(0, 100).split(/[=\s]/)[0]));
  return Object.fromEntries(Object.entries(values).filter(([arg]) => declared.has(arg)));
}
