import type { RunSpec } from '@toolyard/contracts';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { BuildFailure } from './build-failure.js';

/** What a repository's `toolyard.yaml` says; every field is optional. */
export interface ToolyardFile {
  port?: number;
  paths?: string[];
  command?: string[];
  /** With `stdio` the command speaks MCP on its standard streams and is bridged to HTTP. */
  transport?: 'http' | 'stdio';
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
  'health',
  'resources',
  'root',
  'dockerfile',
  'install',
  'build',
  'node',
  'python',
  'packages',
];

/** @throws BuildFailure with the line and the field of the first mistake */
export function readToolyardFile(text: string): ToolyardFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const line = (offset: number | undefined) => (offset === undefined ? 1 : lines.linePos(offset).line);
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw mistake(line(problem.pos[0]), problem.message);
  if (document.contents === null) return {};
  if (!isMap(document.contents)) throw mistake(1, 'the file must hold fields such as `port: 8080`');

  const where = (path: string[]) => {
    const node = document.getIn(path, true);
    return line(isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined);
  };
  const value = (path: string[]): unknown => {
    const found: unknown = document.getIn(path);
    return isMap(found) || isSeq(found) ? found.toJSON() : found;
  };
  const only = (path: string[], allowed: string[]) => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    if (node === undefined || (isScalar(node) && node.value === null)) return;
    if (!isMap(node)) throw mistake(where(path), `\`${path.join('.')}\` must hold the fields ${allowed.join(', ')}`);
    for (const { key } of node.items) {
      const name = isScalar(key) ? String(key.value) : String(key);
      const at = isScalar(key) ? line(key.range?.[0]) : 1;
      if (!allowed.includes(name))
        throw mistake(at, `\`${[...path, name].join('.')}\` is not a field; the fields are ${allowed.join(', ')}`);
    }
  };
  const number = (path: string[], least: number, most: number, whole = true): number | undefined => {
    const found = value(path);
    if (found === undefined || found === null) return undefined;
    if (typeof found !== 'number' || found < least || found > most || (whole && !Number.isInteger(found))) {
      throw mistake(
        where(path),
        `\`${path.join('.')}\` must be a${whole ? ' whole' : ''} number from ${least} to ${most}`,
      );
    }
    return found;
  };

  only([], fields);
  only(['health'], ['startupSeconds']);
  only(['resources'], ['memoryMb', 'cpus', 'pids']);
  return {
    port: number(['port'], 1024, 65535),
    paths: readPaths(value(['path']), () => where(['path'])),
    command:
      readCommand(value(['start']), () => where(['start']), 'start') ??
      readCommand(value(['command']), () => where(['command']), 'command'),
    transport: readTransport(value(['transport']), () => where(['transport'])),
    startupSeconds: number(['health', 'startupSeconds'], 1, runLimits.startupSeconds),
    memoryMb: number(['resources', 'memoryMb'], 32, runLimits.memoryMb),
    cpus: number(['resources', 'cpus'], 0.05, runLimits.cpus, false),
    pids: number(['resources', 'pids'], 8, runLimits.pids),
    root: readFolder(value(['root']), () => where(['root']), 'root'),
    dockerfile: readFolder(value(['dockerfile']), () => where(['dockerfile']), 'dockerfile') || undefined,
    install: readStep(value(['install']), () => where(['install']), 'install'),
    build: readStep(value(['build']), () => where(['build']), 'build'),
    node: readVersion(value(['node']), () => where(['node']), 'node'),
    python: readVersion(value(['python']), () => where(['python']), 'python'),
    packages: readPackages(value(['packages']), () => where(['packages'])),
  };
}

/** The values of the file, then those of the image, then the defaults. */
export function runSpec(file: ToolyardFile, exposedPort?: number): RunSpec {
  return {
    port: file.port ?? exposedPort ?? runDefaults.port,
    paths: file.paths ?? runDefaults.paths,
    command: file.transport === 'stdio' ? undefined : file.command,
    startupSeconds: file.startupSeconds ?? runDefaults.startupSeconds,
    memoryMb: file.memoryMb ?? runDefaults.memoryMb,
    cpus: file.cpus ?? runDefaults.cpus,
    pids: file.pids ?? runDefaults.pids,
  };
}

function readPaths(found: unknown, line: () => number): string[] | undefined {
  if (found === undefined || found === null) return undefined;
  const paths = Array.isArray(found) ? found : [found];
  const good = paths.every(
    (path) => typeof path === 'string' && /^\/[\w\-./~%]{0,200}$/.test(path) && !path.split('/').includes('..'),
  );
  if (!good || paths.length === 0 || paths.length > 5)
    throw mistake(line(), '`path` must be a path such as `/mcp`, or a list of up to five');
  return paths as string[];
}

function readFolder(found: unknown, line: () => number, name: string): string | undefined {
  if (found === undefined || found === null) return undefined;
  const path = typeof found === 'string' ? found.trim().replace(/^\.\//, '').replace(/\/$/, '') : '..';
  if (path === '.' || path === '') return '';
  if (path.length > 200 || !/^[\w@.+ -]+(?:\/[\w@.+ -]+)*$/.test(path) || path.split('/').includes('..'))
    throw mistake(line(), `\`${name}\` must be a path in the repository, such as \`packages/server\``);
  return path;
}

/** A command of one line that the build runs in a shell. */
function readStep(found: unknown, line: () => number, name: string): string | undefined {
  if (found === undefined || found === null) return undefined;
  if (typeof found !== 'string' || !found.trim() || found.length > 2000 || /[\r\n]|<<|\\$/.test(found.trim()))
    throw mistake(line(), `\`${name}\` must be a command of one line, such as \`npm run ${name}\``);
  return found.trim();
}

function readVersion(found: unknown, line: () => number, name: string): string | undefined {
  if (found === undefined || found === null) return undefined;
  const text = String(found as string | number);
  if ((typeof found !== 'string' && typeof found !== 'number') || !/^[\w.*^~<>=|,! /-]{1,60}$/.test(text))
    throw mistake(line(), `\`${name}\` must be a version, such as \`${name === 'node' ? '22' : '"3.12"'}\``);
  // YAML reads 3.10 as the number 3.1.
  return name === 'python' && text === '3.1' ? '3.10' : text;
}

function readPackages(found: unknown, line: () => number): string[] | undefined {
  if (found === undefined || found === null) return undefined;
  const list: unknown[] = Array.isArray(found) ? found : [found];
  if (list.length > 50 || !list.every((name) => typeof name === 'string' && /^[a-z0-9][a-z0-9.+-]{0,99}$/.test(name)))
    throw mistake(line(), '`packages` must be a list of at most 50 packages of Debian, such as `[ffmpeg, libpq5]`');
  return list as string[];
}

function readCommand(found: unknown, line: () => number, name: string): string[] | undefined {
  if (found === undefined || found === null) return undefined;
  if (typeof found === 'string' && found.trim() && found.length <= 2000)
    return ['/bin/sh', '-c', `exec ${found.trim()}`];
  const good =
    Array.isArray(found) &&
    found.length > 0 &&
    found.length <= 100 &&
    found.every((word) => typeof word === 'string' && word.length <= 2000);
  if (!good || !found[0])
    throw mistake(
      line(),
      `\`${name}\` must be a text such as \`node server.js\`, or a list of texts such as \`["node", "server.js"]\``,
    );
  return found as string[];
}

function readTransport(found: unknown, line: () => number): 'http' | 'stdio' | undefined {
  if (found === undefined || found === null) return undefined;
  if (found !== 'http' && found !== 'stdio') throw mistake(line(), '`transport` must be `http` or `stdio`');
  return found;
}

function mistake(line: number, what: string): BuildFailure {
  return new BuildFailure(
    'fetch',
    'toolyard_yaml',
    `toolyard.yaml, line ${line}: ${what}. Nothing was built; correct the line and push again.`,
  );
}
