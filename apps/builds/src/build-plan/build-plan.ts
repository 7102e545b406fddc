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
import { reservedFolder, type Tree } from './dockerfile-text.js';
import { PlanLines, planText } from './plan-lines.js';
import { readToolyardFile } from './toolyard-yaml.js';

/** A file that the platform adds to the build context. */
export interface ExtraFile {
  path: string;
  text: string;
}

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
  if (own) return withOwnDockerfile(own, file, options);
  try {
    return withGeneratedDockerfile(tree, file, options);
  } catch (failure) {
    const unplanned = failure instanceof BuildFailure && unplannedCodes.has(failure.code);
    const distant = unplanned && file.root === undefined ? distantDockerfile(tree) : undefined;
    if (distant) return withOwnDockerfile(distant, file, options);
    throw failure;
  }
}

const unplannedCodes = new Set(['unknown_language', 'unsupported_language', 'no_start_command', 'several_servers']);

function settingsOf({ settings }: PlanOptions): ToolyardFile {
  try {
    return readFields({ ...settings });
  } catch (cause) {
    if (!(cause instanceof FieldMistake)) throw cause;
    const sentence = `Build settings of the server: ${cause.message}. Nothing was built; correct them and deploy again.`;
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

function withOwnDockerfile(own: OwnDockerfile, file: ToolyardFile, options: PlanOptions): BuildPlan {
  if (file.transport === 'stdio') {
    throw new BuildFailure(
      'fetch',
      'stdio_dockerfile',
      `\`transport: stdio\` of ${originOf(file, 'transport')} does not go with the repository's own Dockerfile, ` +
        'which the platform does not change. Bridge the server to HTTP in the Dockerfile, or remove the Dockerfile, ' +
        'and push again.',
    );
  }
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
  const port = exposedPort(own.text);
  const run = runSpec(file, port);
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
    run,
    report: lines.report,
    notes: [`Building the repository's Dockerfile`, ...planText(lines.report)],
  };
}

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
  ignoreDistant(tree, lines);
  const shown = text.trimEnd().split('\n');
  return {
    dockerfile: dockerfilePath,
    context: '',
    buildArgs: commitArgs(text, options.commit),
    secrets: usable.buildSecrets ?? [],
    files: [{ path: dockerfilePath, text }, ...(extraCa === undefined ? [] : [{ path: caPath, text: extraCa }])],
    needed: [...tree.paths].filter((path) => manifests.test(path)),
    // The generated Dockerfile starts the command itself.
    run: { ...runSpec(file), command: undefined },
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

/** A Dockerfile that declares one of these arguments gets the commit that is built. */
function commitArgs(dockerfile: string, commit: string | undefined): Record<string, string> {
  if (commit === undefined) return {};
  return declaredOf(dockerfile, { TOOLYARD_COMMIT: commit, TOOLYARD_BRANCH: branch, SOURCE_COMMIT: commit });
}

function declaredOf(dockerfile: string, values: Record<string, string>): Record<string, string> {
  const declared = new Set(argumentsOf(dockerfile, 'ARG').map((text) => text.slice(0, 100).split(/[=\s]/)[0]));
  return Object.fromEntries(Object.entries(values).filter(([arg]) => declared.has(arg)));
}
