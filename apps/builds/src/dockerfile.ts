import { BuildFailure } from './build-failure.js';
import { nodeDockerfile } from './dockerfile.node.js';
import { pythonDockerfile } from './dockerfile.python.js';
import type { ToolyardFile } from './toolyard-yaml.js';

/** A committed tree as far as the platform must know it. */
export interface Tree {
  /** Every path of the tree. */
  paths: ReadonlySet<string>;
  /** Text of small files at the root and one folder below. */
  texts: ReadonlyMap<string, string>;
}

export interface DockerfileOptions {
  /** Image names; `{version}` stands for the version that the repository asks for. */
  baseNode: string;
  basePython: string;
  /** Separates build caches of servers, so that one cannot poison another's. */
  cacheScope: string;
  /** Path in the build context of a CA bundle to trust, when the platform has one. */
  extraCa?: string;
  port: number;
}

export interface Generated {
  text: string;
  /** What was found and chosen, for the build log. */
  notes: string[];
}

/** Files of the build context under this name belong to the platform. */
export const reservedFolder = '.toolyard-build';
/** Any number that is not root and no account of a base image. */
export const containerUser = '10001:10001';

/** @throws BuildFailure when the repository is neither Node nor Python, or does not say how to start. */
export function generateDockerfile(tree: Tree, file: ToolyardFile, options: DockerfileOptions): Generated {
  if (tree.paths.has('package.json')) return nodeDockerfile(tree, file, options);
  const python = ['pyproject.toml', 'requirements.txt', 'server.py', 'main.py', 'app.py', 'uv.lock', 'fastmcp.json'];
  if (python.some((path) => tree.paths.has(path))) return pythonDockerfile(tree, file, options);
  throw new BuildFailure(
    'fetch',
    'unknown_language',
    'The repository has no Dockerfile, no package.json and no Python project at its root, so there is nothing to build. Add one of them and push again.',
  );
}

/** The port of the last `EXPOSE` with a plain number. */
export function exposedPort(dockerfile: string): number | undefined {
  const ports = [...dockerfile.matchAll(/^\s*EXPOSE\s+(\d{2,5})(?:\/tcp)?\s*$/gim)];
  const port = Number(ports.at(-1)?.[1]);
  return port >= 1 && port <= 65535 ? port : undefined;
}

/**
 * Removes parser directives that fetch a BuildKit frontend from a registry (`# syntax=…`).
 * Only leading comment lines can be directives.
 */
export function withoutSyntaxLine(dockerfile: string): { text: string; removed: string | null } {
  const lines = dockerfile.replace(/^\uFEFF/, '').split('\n');
  for (const [index, line] of lines.entries()) {
    const directive = /^\s*#\s*([a-z]+)\s*=\s*(.+?)\s*$/i.exec(line);
    if (!directive) break;
    if (directive[1]!.toLowerCase() !== 'syntax') continue;
    // An empty comment keeps the line numbers of the engine's messages right.
    lines[index] = '#';
    return { text: lines.join('\n'), removed: line.trim() };
  }
  return { text: dockerfile, removed: null };
}

export const json = (words: string[]) => JSON.stringify(words);

/** Lines that make a stage trust the platform's extra CA bundle. */
export function trustLines(extraCa: string | undefined): string[] {
  if (!extraCa) return [];
  const bundle = '/etc/ssl/certs/toolyard-ca.crt';
  const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE'];
  return [`COPY ${extraCa} ${bundle}`, `ENV ${names.map((name) => `${name}=${bundle}`).join(' ')}`];
}
