import type { RunSpec } from '@toolyard/contracts';
import { BuildFailure } from './build-failure.js';
import { argumentsOf, exposedPort, generateDockerfile, withoutForeignFrontend } from './dockerfile.js';
import { reservedFolder, type Tree } from './dockerfile-text.js';
import { readToolyardFile, runDefaults, runSpec, type ToolyardFile } from './toolyard-yaml.js';

/** A file that the platform adds to the build context. */
export interface ExtraFile {
  path: string;
  text: string;
}

/** How a tree becomes an image and how its containers run. */
export interface BuildPlan {
  /** Path of the Dockerfile in the build context. */
  dockerfile: string;
  buildArgs: Record<string, string>;
  files: ExtraFile[];
  run: RunSpec;
  /** Text of the Dockerfile, when it was generated. */
  generated?: string;
  /** What was found and chosen, for the build log. */
  notes: string[];
}

export interface PlanOptions {
  /** Image names; `{version}` stands for the version that the repository asks for. */
  baseImages: { node: string; python: string };
  /** Certificate authorities to trust in addition, as PEM. */
  extraCa?: string;
  /** Separates build caches of servers, so that one server cannot poison the cache of another. */
  cacheScope: string;
}

const defaultVersions = { node: '24', python: '3.12' };
const shownChars = 200;
const dockerfilePath = `${reservedFolder}/Dockerfile`;
const caPath = `${reservedFolder}/ca.crt`;

/**
 * Decides how a tree is built: with its own Dockerfile, or with a generated one.
 * @throws BuildFailure when the tree cannot be built as it is
 */
export function planOf(tree: Tree, options: PlanOptions): BuildPlan {
  const { name, file } = toolyardFileOf(tree);
  const dockerfile = tree.texts.get('Dockerfile');
  if (dockerfile !== undefined) return ownDockerfile(dockerfile, name, file, options);
  if (tree.paths.has('Dockerfile'))
    throw new BuildFailure(
      'fetch',
      'bad_dockerfile',
      'Dockerfile is not a text file of at most 256 KiB. Nothing was built; correct it and push again.',
    );
  return generatedDockerfile(tree, file, options);
}

function toolyardFileOf(tree: Tree): { name: string | undefined; file: ToolyardFile } {
  const name = ['toolyard.yaml', 'toolyard.yml'].find((path) => tree.paths.has(path));
  const text = name === undefined ? '' : tree.texts.get(name);
  if (text === undefined)
    throw new BuildFailure(
      'fetch',
      'toolyard_yaml',
      `${name} is not a text file of at most 256 KiB. Nothing was built; correct it and push again.`,
    );
  return { name, file: readToolyardFile(text) };
}

function ownDockerfile(
  text: string,
  toolyardName: string | undefined,
  file: ToolyardFile,
  options: PlanOptions,
): BuildPlan {
  if (file.transport === 'stdio') {
    throw new BuildFailure(
      'fetch',
      'stdio_dockerfile',
      "toolyard.yaml sets `transport: stdio`, but the image comes from the repository's own Dockerfile, which the platform does not change. Bridge the server to HTTP in the Dockerfile, or remove the Dockerfile, and push again.",
    );
  }
  const { text: stripped, removed } = withoutForeignFrontend(text);
  const buildArgs = baseImageArgs(text, options.baseImages);
  const notes = [`Building the repository's Dockerfile${toolyardName ? ` with ${toolyardName}` : ''}`];
  for (const line of removed)
    notes.push(
      `The line "${line.slice(0, shownChars)}" is ignored: the engine's own frontend is used, so that no registry is needed`,
    );
  for (const [arg, image] of Object.entries(buildArgs)) notes.push(`${arg}=${image}`);
  return {
    dockerfile: removed.length > 0 ? dockerfilePath : 'Dockerfile',
    buildArgs,
    files: removed.length > 0 ? [{ path: dockerfilePath, text: stripped }] : [],
    run: runSpec(file, exposedPort(text)),
    notes,
  };
}

function generatedDockerfile(tree: Tree, file: ToolyardFile, options: PlanOptions): BuildPlan {
  const { baseImages, extraCa, cacheScope } = options;
  const generated = generateDockerfile(tree, file, {
    baseNode: baseImages.node,
    basePython: baseImages.python,
    cacheScope,
    extraCa: extraCa === undefined ? undefined : caPath,
    port: file.port ?? runDefaults.port,
  });
  const shown = generated.text.trimEnd().split('\n');
  return {
    dockerfile: dockerfilePath,
    buildArgs: {},
    files: [
      { path: dockerfilePath, text: generated.text },
      ...(extraCa === undefined ? [] : [{ path: caPath, text: extraCa }]),
    ],
    // The generated Dockerfile starts the command itself.
    run: { ...runSpec(file), command: undefined },
    generated: generated.text,
    notes: ['There is no Dockerfile, so one was generated:', ...shown.map((line) => `  ${line}`), ...generated.notes],
  };
}

/** A Dockerfile that declares one of these arguments builds on the base image of this installation. */
function baseImageArgs(dockerfile: string, baseImages: PlanOptions['baseImages']): Record<string, string> {
  const images = {
    TOOLYARD_BASE_NODE: baseImages.node.replace('{version}', defaultVersions.node),
    TOOLYARD_BASE_PYTHON: baseImages.python.replace('{version}', defaultVersions.python),
  };
  const declared = new Set(argumentsOf(dockerfile, 'ARG').map((text) => text.slice(0, 100).split(/[=\s]/)[0]));
  return Object.fromEntries(Object.entries(images).filter(([arg]) => declared.has(arg)));
}
