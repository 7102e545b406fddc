import { BuildFailure } from './build-failure.js';
import { nodeDockerfile } from './dockerfile-node.js';
import type { DockerfileOptions, GeneratedDockerfile, Tree } from './dockerfile-text.js';
import { pythonDockerfile } from './dockerfile-python.js';
import type { ToolyardFile } from './toolyard-yaml.js';

/** @throws BuildFailure when the repository is neither a Node nor a Python project, or has no start command */
export function generateDockerfile(tree: Tree, file: ToolyardFile, options: DockerfileOptions): GeneratedDockerfile {
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
    // An empty comment keeps the line numbers in the messages of the engine.
    lines[index] = '#';
    return { text: lines.join('\n'), removed: line.trim() };
  }
  return { text: dockerfile, removed: null };
}
