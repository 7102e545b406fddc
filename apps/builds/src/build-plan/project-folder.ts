import { BuildFailure } from './build-failure.js';
import type { Project, Tree } from './dockerfile-text.js';
import { allDependencies, readManifest, within } from './node/manifest.js';
import { nodeStart } from './node/start-command.js';
import { foldersWith, membersOf } from './node/workspace.js';
import { otherLanguage } from './other-languages.js';
import type { PlanLines } from './plan-lines.js';
import { correct, originOf, type ToolyardFile } from './build-fields.js';

export interface LanguageProject extends Project {
  language: 'node' | 'python';
}

/** Files that show a Python project, the most telling first. */
export const pythonFiles = [
  'pyproject.toml',
  'uv.lock',
  'requirements.txt',
  'Pipfile',
  'fastmcp.json',
  'setup.py',
  'setup.cfg',
  'server.py',
  'main.py',
  'app.py',
  'mcp_server.py',
];
const shownFolders = 8;

/**
 * The folder that is built: `root` of `toolyard.yaml`, the root of the tree, the one package of a workspace that is an
 * MCP server, or the one folder that holds a server.
 * @throws BuildFailure `unknown_language`, `unsupported_language`, `several_servers`, or `no_root`
 */
export function projectOf(tree: Tree, file: ToolyardFile, lines: PlanLines): LanguageProject {
  if (file.root !== undefined) return rootOf(tree, file.root, originOf(file, 'root'));
  const language = languageOf(tree, '');
  if (language === 'node') return nodeProject(tree, lines);
  if (language === 'python') return { language, folder: '', from: 'default' };
  const folders = [...foldersWith(tree, 'package.json'), ...pythonFiles.flatMap((name) => foldersWith(tree, name))];
  const candidates = [...new Set(folders)].flatMap((folder) => {
    const found = languageOf(tree, folder);
    return found && isServer(tree, folder, found)
      ? [{ language: found, folder, from: 'the only server in the repository' }]
      : [];
  });
  const project = theOnly(
    candidates.filter(({ folder }) => folder.split('/').length <= 2),
    tree,
  );
  if (project) return project;
  throw otherLanguage(tree) ?? unknownLanguage();
}

function rootOf(tree: Tree, root: string, from: string): LanguageProject {
  const language = languageOf(tree, root);
  if (language) return { language, folder: root, from };
  throw new BuildFailure(
    'fetch',
    'no_root',
    tree.paths.has(root) || root === ''
      ? `\`root: ${root || '.'}\` of ${from} names a folder without a package.json, a Python project or a ` +
          `Dockerfile. ${correct(from)}`
      : `\`root: ${root}\` of ${from} names a folder that the repository does not have. ${correct(from)}`,
  );
}

function languageOf(tree: Tree, folder: string): 'node' | 'python' | undefined {
  const python = pythonFiles.some((name) => tree.paths.has(within(folder, name)));
  if (!tree.paths.has(within(folder, 'package.json'))) return python ? 'python' : undefined;
  // A package.json without a command often holds nothing but tools for a Python project.
  if (python && !nodeStart(tree, folder, readManifest(tree, folder))) return 'python';
  return 'node';
}

function nodeProject(tree: Tree, lines: PlanLines): LanguageProject {
  const members = membersOf(tree, '');
  const manifest = readManifest(tree, '');
  const root: LanguageProject = { language: 'node', folder: '', from: 'default' };
  const runsMembers = /\b(?:turbo|nx|lerna|concurrently|workspaces?|--filter|-w)\b/.test(manifest.scripts.start ?? '');
  if (members.length === 0 || (nodeStart(tree, '', manifest) && !runsMembers)) return root;
  const servers = members.filter((folder) => isServer(tree, folder, 'node'));
  const candidates = servers.map((folder) => ({
    language: 'node' as const,
    folder,
    from: 'the only server of the workspace',
  }));
  const project = theOnly(candidates, tree);
  if (project) lines.ignore('other packages of the workspace', 'they are installed, but only one package is started');
  return project ?? root;
}

/** True for a folder with a command and a library for MCP. */
function isServer(tree: Tree, folder: string, language: 'node' | 'python'): boolean {
  if (language === 'node') {
    const manifest = readManifest(tree, folder);
    const names = Object.keys(allDependencies(manifest));
    return (
      names.some((name) =>
        /^@modelcontextprotocol\/(?!inspector)|^(?:fastmcp|mcp-framework|xmcp|tmcp|@mastra\/mcp)$/.test(name),
      ) && nodeStart(tree, folder, manifest) !== undefined
    );
  }
  const names = [...pythonFiles, 'requirements.txt'].map((name) => tree.texts.get(within(folder, name)) ?? '');
  return names.some((text) => /\bmcp\b/i.test(text));
}

function theOnly(candidates: LanguageProject[], tree: Tree): LanguageProject | undefined {
  if (candidates.length <= 1) return candidates[0];
  const named = candidates.filter(({ folder }) => /(^|\/)(?:mcp-?)?(?:server|backend)$|(^|\/)mcp$/.test(folder));
  if (named.length === 1) return { ...named[0]!, from: 'the folder named as a server' };
  const folders = candidates.map(({ folder }) => folder);
  const shown = folders.slice(0, shownFolders).join(', ') + (folders.length > shownFolders ? ', …' : '');
  throw new BuildFailure(
    'fetch',
    'several_servers',
    `The repository holds ${folders.length} servers (${shown}), and nothing says which one to build. Add ` +
      `a toolyard.yaml${tree.paths.has('toolyard.yaml') ? ' line' : ''} with \`root: ${folders[0]}\` and ` +
      'push again.',
  );
}

function unknownLanguage(): BuildFailure {
  return new BuildFailure(
    'fetch',
    'unknown_language',
    'The repository has no Dockerfile, no package.json and no Python project, neither at its root nor in ' +
      'a folder of a server, so there is nothing to build. Add one of them, or set `root` in ' +
      'toolyard.yaml, and push again.',
  );
}
