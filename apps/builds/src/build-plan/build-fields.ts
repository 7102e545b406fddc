import { brokenNameRule, type RunSpec } from '@toolyard/contracts';
import { isRecord } from './is-record.js';

/** What `toolyard.yaml` and the settings of the server say about a build; every field is optional. */
export interface ToolyardFile {
  port?: number;
  paths?: string[];
  command?: string[];
  /** With `stdio` the command speaks MCP on its standard streams and is bridged to HTTP. */
  transport?: 'http' | 'stdio';
  /** The runtime that keeps containers apart from the machine's kernel. */
  sandbox?: 'gvisor';
  startupSeconds?: number;
  memoryMb?: number;
  cpus?: number;
  pids?: number;
  /** Folder that is built, '' for the root of the tree. */
  root?: string;
  /** Path of the Dockerfile to build. */
  dockerfile?: string;
  /** Command that installs the dependencies. */
  install?: string;
  /** Command that compiles the server. */
  build?: string;
  /** Version of Node. */
  node?: string;
  /** Version of Python. */
  python?: string;
  /** Packages of Debian for the build and the image. */
  packages?: string[];
  /** Names of variables of the server that steps of the build read as BuildKit secrets. */
  buildSecrets?: string[];
  /** Fields that the settings of the server give, which win. */
  fromSettings?: string[];
}

/** The most that a repository may ask for; a larger value fails the build. */
const runLimits = { startupSeconds: 300, memoryMb: 4096, cpus: 4, pids: 1024 };
export const runDefaults = {
  port: 8080,
  paths: ['/mcp', '/', '/sse'],
  startupSeconds: 60,
  memoryMb: 512,
  cpus: 1,
  pids: 256,
};

const fields = [
  'port',
  'path',
  'command',
  'start',
  'transport',
  'sandbox',
  'health',
  'resources',
  'root',
  'dockerfile',
  'install',
  'build',
  'node',
  'python',
  'packages',
  'buildSecrets',
];

/** A field that cannot be used. */
export class FieldMistake extends Error {
  override readonly name = 'FieldMistake';
  /** @param path names of the fields that lead to it, the outermost first */
  constructor(
    readonly path: string[],
    message: string,
  ) {
    super(message);
  }
}

/**
 * Checks fields and gives them their types.
 * @throws FieldMistake for the first field that cannot be used
 */
export function readFields(given: Record<string, unknown>): ToolyardFile {
  only([], given, fields);
  const health = only(['health'], given.health, ['startupSeconds']);
  const resources = only(['resources'], given.resources, ['memoryMb', 'cpus', 'pids']);
  return {
    port: numberIn(['port'], given.port, [1024, 65535]),
    paths: readPaths(given.path),
    command: readCommand(given.start, 'start') ?? readCommand(given.command, 'command'),
    transport: oneOf('transport', given.transport, ['http', 'stdio']),
    sandbox: oneOf('sandbox', given.sandbox, ['gvisor']),
    startupSeconds: numberIn(['health', 'startupSeconds'], health.startupSeconds, [1, runLimits.startupSeconds]),
    memoryMb: numberIn(['resources', 'memoryMb'], resources.memoryMb, [32, runLimits.memoryMb]),
    cpus: numberIn(['resources', 'cpus'], resources.cpus, [0.05, runLimits.cpus], false),
    pids: numberIn(['resources', 'pids'], resources.pids, [8, runLimits.pids]),
    root: readFolder(given.root, 'root'),
    dockerfile: readFolder(given.dockerfile, 'dockerfile') || undefined,
    install: readStep(given.install, 'install'),
    build: readStep(given.build, 'build'),
    node: readVersion(given.node, 'node'),
    python: readVersion(given.python, 'python'),
    packages: readPackages(given.packages),
    buildSecrets: readSecrets(given.buildSecrets),
  };
}

/** The fields of the file, replaced by those of the settings that are given. */
export function withSettings(file: ToolyardFile, settings: ToolyardFile): ToolyardFile {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { ...file, ...Object.fromEntries(given), fromSettings: given.map(([name]) => name) };
}

/** Where a field that is given comes from, as plans and failures name it. */
export function originOf(file: ToolyardFile, field: keyof ToolyardFile): 'toolyard.yaml' | 'server settings' {
  return file.fromSettings?.includes(field) ? 'server settings' : 'toolyard.yaml';
}

/** What to do about a field that cannot be followed. */
export const correct = (origin: string) =>
  `Nothing was built; correct it and ${origin === 'server settings' ? 'deploy' : 'push'} again.`;

/** The values of the file, then those of the image, then the defaults. */
export function runSpec(file: ToolyardFile, exposedPort?: number): RunSpec {
  return {
    port: file.port ?? exposedPort ?? runDefaults.port,
    paths: file.paths ?? runDefaults.paths,
    command: file.transport === 'stdio' ? undefined : file.command,
    sandbox: file.sandbox,
    startupSeconds: file.startupSeconds ?? runDefaults.startupSeconds,
    memoryMb: file.memoryMb ?? runDefaults.memoryMb,
    cpus: file.cpus ?? runDefaults.cpus,
    pids: file.pids ?? runDefaults.pids,
  };
}

function only(path: string[], found: unknown, allowed: string[]): Record<string, unknown> {
  if (found === undefined || found === null) return {};
  if (!isRecord(found))
    throw new FieldMistake(path, `\`${path.join('.')}\` must hold the fields ${allowed.join(', ')}`);
  const unknown = Object.keys(found).find((name) => !allowed.includes(name));
  if (unknown === undefined) return found;
  const name = [...path, unknown].join('.');
  throw new FieldMistake([...path, unknown], `\`${name}\` is not a field; the fields are ${allowed.join(', ')}`);
}

function numberIn(path: string[], found: unknown, [least, most]: [number, number], whole = true): number | undefined {
  if (found === undefined || found === null) return undefined;
  if (typeof found === 'number' && found >= least && found <= most && (!whole || Number.isInteger(found))) return found;
  const kind = whole ? 'whole number' : 'number';
  throw new FieldMistake(path, `\`${path.join('.')}\` must be a ${kind} from ${least} to ${most}`);
}

function readPaths(found: unknown): string[] | undefined {
  if (found === undefined || found === null) return undefined;
  const paths = Array.isArray(found) ? found : [found];
  const good = paths.every(
    (path) => typeof path === 'string' && /^\/[\w\-./~%]{0,200}$/.test(path) && !path.split('/').includes('..'),
  );
  if (!good || paths.length === 0 || paths.length > 5)
    throw new FieldMistake(['path'], '`path` must be a path such as `/mcp`, or a list of up to five');
  return paths as string[];
}

function readFolder(found: unknown, name: string): string | undefined {
  if (found === undefined || found === null) return undefined;
  const path = typeof found === 'string' ? found.trim().replace(/^\.\//, '').replace(/\/$/, '') : '..';
  if (path === '.' || path === '') return '';
  if (path.length > 200 || !/^[\w@.+ -]+(?:\/[\w@.+ -]+)*$/.test(path) || path.split('/').includes('..'))
    throw new FieldMistake([name], `\`${name}\` must be a path in the repository, such as \`packages/server\``);
  return path;
}

/** A command of one line that the build runs in a shell. */
function readStep(found: unknown, name: string): string | undefined {
  if (found === undefined || found === null) return undefined;
  if (typeof found !== 'string' || !found.trim() || found.length > 2000 || /[\r\n]|<<|\\$/.test(found.trim()))
    throw new FieldMistake([name], `\`${name}\` must be a command of one line, such as \`npm run ${name}\``);
  return found.trim();
}

function readVersion(found: unknown, name: string): string | undefined {
  if (found === undefined || found === null) return undefined;
  const text = String(found as string | number);
  if ((typeof found !== 'string' && typeof found !== 'number') || !/^[\w.*^~<>=|,! /-]{1,60}$/.test(text))
    throw new FieldMistake([name], `\`${name}\` must be a version, such as \`${name === 'node' ? '22' : '"3.12"'}\``);
  // YAML reads 3.10 as the number 3.1.
  return name === 'python' && text === '3.1' ? '3.10' : text;
}

function readPackages(found: unknown): string[] | undefined {
  if (found === undefined || found === null) return undefined;
  const list: unknown[] = Array.isArray(found) ? found : [found];
  if (list.length > 50 || !list.every((name) => typeof name === 'string' && /^[a-z0-9][a-z0-9.+-]{0,99}$/.test(name)))
    throw new FieldMistake(
      ['packages'],
      '`packages` must be a list of at most 50 packages of Debian, such as `[ffmpeg, libpq5]`',
    );
  return list as string[];
}

function readSecrets(found: unknown): string[] | undefined {
  if (found === undefined || found === null) return undefined;
  const list: unknown[] = Array.isArray(found) ? found : [found];
  if (list.length > 20 || !list.every((name) => typeof name === 'string' && brokenNameRule(name) === null))
    throw new FieldMistake(
      ['buildSecrets'],
      '`buildSecrets` must be a list of at most 20 names of variables, such as `[NPM_TOKEN]`',
    );
  return list as string[];
}

function readCommand(found: unknown, name: string): string[] | undefined {
  if (found === undefined || found === null) return undefined;
  if (typeof found === 'string' && found.trim() && found.length <= 2000)
    return ['/bin/sh', '-c', `exec ${found.trim()}`];
  const good =
    Array.isArray(found) &&
    found.length > 0 &&
    found.length <= 100 &&
    found.every((word) => typeof word === 'string' && word.length <= 2000);
  if (!good || !found[0])
    throw new FieldMistake(
      [name],
      `\`${name}\` must be a text such as \`node server.js\`, or a list of texts such as \`["node", "server.js"]\``,
    );
  return found as string[];
}

function oneOf<T extends string>(name: string, found: unknown, allowed: readonly T[]): T | undefined {
  if (found === undefined || found === null) return undefined;
  if (allowed.includes(found as T)) return found as T;
  throw new FieldMistake([name], `\`${name}\` must be ${allowed.map((value) => `\`${value}\``).join(' or ')}`);
}
