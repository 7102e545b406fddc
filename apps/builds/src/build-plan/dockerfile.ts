import { nodeDockerfile } from './dockerfile-node.js';
import { pythonDockerfile } from './dockerfile-python.js';
import type { DockerfileOptions, Tree } from './dockerfile-text.js';
import type { PlanLines } from './plan-lines.js';
import { projectOf } from './project-folder.js';
import type { ToolyardFile } from './build-fields.js';

/**
 * The text of a Dockerfile for a tree without one; adds its decisions to the plan.
 * @throws BuildFailure when the tree holds no project that can be built, or none with a start command
 */
export function generateDockerfile(
  tree: Tree,
  file: ToolyardFile,
  options: DockerfileOptions,
  lines: PlanLines,
): string {
  const project = projectOf(tree, file, lines);
  const input = { tree, project, file, options, lines };
  return project.language === 'node' ? nodeDockerfile(input) : pythonDockerfile(input);
}

/** The arguments of every line that begins with this instruction; continued lines are not joined. */
export function argumentsOf(dockerfile: string, instruction: string): string[] {
  return dockerfile.split('\n').flatMap((line) => {
    const text = line.trim();
    const [word, rest] = [text.slice(0, instruction.length), text.slice(instruction.length)];
    return word.toUpperCase() === instruction && /^\s/.test(rest) ? [rest.trim()] : [];
  });
}

/** The port of the last `EXPOSE` with a plain number. */
export function exposedPort(dockerfile: string): number | undefined {
  const ports = argumentsOf(dockerfile, 'EXPOSE').flatMap((text) => /^(\d{2,5})(?:\/tcp)?$/i.exec(text)?.[1] ?? []);
  const port = Number(ports.at(-1));
  return port >= 1 && port <= 65535 ? port : undefined;
}

/** Directives that the engine's own frontend reads. */
const ownDirectives = ['escape', 'check'];

/**
 * Removes what makes BuildKit fetch a frontend from a registry: the directive `syntax` after `#` or `//`, as a JSON
 * object, and after a shebang line. The directives `escape` and `check` stay. A plain comment ends the directives, and
 * the number of lines stays the same, so that the messages of the engine name the right line.
 */
export function withoutForeignFrontend(dockerfile: string): { text: string; removed: string[] } {
  const lines = dockerfile.replace(/^\uFEFF/, '').split('\n');
  const directives: string[] = [];
  const removed: string[] = [];
  let end = 0;
  for (; end < lines.length; end++) {
    const line = lines[end]!.trim();
    if (line === '') continue;
    const name = line.startsWith('#!') && end === 0 ? 'shebang' : directiveName(line);
    if (name === null) break;
    if (line.startsWith('#') && ownDirectives.includes(name)) directives.push(line);
    else if (name === 'shebang' || name === 'syntax' || line.startsWith('//')) removed.push(line);
  }
  const first = lines.findIndex((line, index) => index >= end && line.trim() !== '');
  if (first >= 0 && lines[first]!.trimStart().startsWith('{')) {
    removed.push(lines[first]!.trim());
    lines[first] = '#';
  }
  if (removed.length === 0) return { text: dockerfile, removed };
  const comments = Array.from({ length: end - directives.length }, () => '#');
  return { text: [...directives, ...comments, ...lines.slice(end)].join('\n'), removed };
}

/** `syntax` for `# syntax = …` and for `// syntax = …`; null for a line that is no directive. */
function directiveName(line: string): string | null {
  const text = line.startsWith('#') ? line.slice(1) : line.startsWith('//') ? line.slice(2) : '';
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(equals, 0)).trim().toLowerCase();
  return /^[a-z][a-z0-9]*$/.test(name) ? name : null;
}
