import { anyOf } from '../any-of.js';
import type { Tree } from '../dockerfile-text.js';
import { within } from '../node/manifest.js';
import { type PythonProject, record } from './project.js';

export interface PythonStart {
  command: string[];
  /** Path from the project's folder of the file that is run, when there is one. */
  entry?: string;
  from: string;
  /** The command itself chooses HTTP. */
  http: boolean;
}

const names = ['server', 'main', 'app', 'mcp_server', '__main__'];

/** The file that would be run without a console script; also the one whose header (PEP 723) counts. */
export function entryOf(tree: Tree, folder: string): string | undefined {
  const has = (path: string) => tree.paths.has(within(folder, path));
  const near = ['', 'src/'].flatMap((prefix) => names.map((name) => `${prefix}${name}.py`)).find(has);
  if (near !== undefined) return near;
  const prefix = folder === '' ? '' : `${folder}/`;
  const inside = [...tree.texts.keys()]
    .filter((path) => path.startsWith(prefix) && path.endsWith('.py'))
    .map((path) => path.slice(prefix.length))
    .filter((path) => !/(^|\/)(?:tests?|examples?|docs?|scripts)\//.test(path));
  const packaged = inside.find((path) => /^(?:src\/)?[\w-]+\/(?:__main__|server|main|app)\.py$/.test(path));
  if (packaged !== undefined) return packaged;
  const servers = inside.filter(
    (path) => !path.includes('/') && /FastMCP\(|\bServer\(|mcp\.run\(/.test(tree.texts.get(within(folder, path)) ?? ''),
  );
  return servers.length === 1 ? servers[0] : undefined;
}

/** The command of a project; undefined when it has none. */
export function pythonStart(tree: Tree, folder: string, project: PythonProject, port: number): PythonStart | undefined {
  const serve = ['--transport', 'http', '--host', '0.0.0.0', '--port', String(port)];
  if (tree.paths.has(within(folder, 'fastmcp.json')))
    return {
      command: ['fastmcp', 'run', 'fastmcp.json', ...serve],
      entry: fastmcpEntry(tree, folder),
      from: 'fastmcp.json',
      http: true,
    };
  const scripts = Object.entries(project.scripts);
  const script =
    scripts.find(([name]) => name === project.name) ?? scripts.find(([name]) => /mcp|server/.test(name)) ?? scripts[0];
  if (script)
    return {
      command: [`/venv/bin/${script[0]}`],
      entry: moduleFile(tree, folder, script[1]),
      from: 'project.scripts',
      http: false,
    };
  const entry = entryOf(tree, folder);
  if (entry === undefined) return undefined;
  const text = tree.texts.get(within(folder, entry)) ?? '';
  // A module that only defines a server object is run with the command of FastMCP.
  if (/FastMCP\(/.test(text) && !/__main__|\.run\(/.test(text))
    return official(text)
      ? { command: ['mcp', 'run', entry], entry, from: entry, http: false }
      : { command: ['fastmcp', 'run', entry, ...serve], entry, from: entry, http: true };
  const asgi = asgiObject.exec(text);
  if (asgi && !/__main__|uvicorn\.run|\.run\(/.test(text)) {
    const module = entry.replace(/\.py$/, '').replaceAll('/', '.');
    return {
      command: ['uvicorn', `${module}:${asgi[1] ?? asgi[2]}`, '--host', '0.0.0.0', '--port', String(port)],
      entry,
      from: entry,
      http: true,
    };
  }
  const module = /^(?:src\/)?([\w-]+)\/(?:__main__|\w+)\.py$/.exec(entry);
  const isPackage = module && tree.paths.has(within(folder, entry.replace(/\/\w+\.py$/, '/__init__.py')));
  if (isPackage && !entry.startsWith('src/'))
    return {
      command: ['python3', '-m', entry.replace(/(?:\/__main__)?\.py$/, '').replaceAll('/', '.')],
      entry,
      from: entry,
      http: false,
    };
  return { command: ['python3', entry], entry, from: entry, http: false };
}

/** True when the server speaks on its standard streams and listens on no port, as far as its sources show. */
export function pythonStdio(tree: Tree, folder: string, start: PythonStart): boolean {
  if (start.http || start.entry === undefined) return false;
  const beside = folderOf(within(folder, start.entry));
  const texts = [...tree.texts].filter(([path]) => path.endsWith('.py') && folderOf(path) === beside);
  const entry = tree.texts.get(within(folder, start.entry)) ?? '';
  const all = [entry, ...texts.map(([, text]) => text)].join('\n');
  if (stdioByDefault.test(all)) return true;
  if (speaksHttp.test(all)) return false;
  if (/stdio_server\(|transport\s{0,5}=\s{0,5}['"]stdio['"]|run_stdio_async/.test(all)) return true;
  // FastMCP of the official SDK takes stdio when `run` has no argument; the package fastmcp reads FASTMCP_TRANSPORT.
  return official(all) && (/\.run\(\s{0,20}\)/.test(all) || start.command[0] === 'mcp');
}

/** A server with several transports that takes stdio unless an option says something else. */
const stdioByDefault = anyOf(
  /default\s{0,3}=\s{0,3}['"]stdio['"]|TRANSPORT\w{0,20}['"],\s{0,3}['"]stdio['"]/i,
  /transport\w{0,20}\s{0,3}:[^=\n]{1,60}=\s{0,3}['"]stdio['"]/i,
);
const speaksHttp = anyOf(
  /streamable[-_]http|uvicorn|http_app|sse_app|SseServerTransport|FASTMCP_TRANSPORT/,
  /transport\s{0,5}=\s{0,5}['"](?:http|sse)['"]/,
);
/** A line that makes an object which an ASGI server runs. */
const asgiObject = anyOf(
  /^(\w+)\s{0,5}(?::\s{0,5}\w+\s{0,5})?=\s{0,5}(?:FastAPI|Starlette)\(/m,
  /^(\w+)\s{0,5}=\s{0,5}\w+\.(?:http_app|streamable_http_app|sse_app)\(/m,
);
const official = (text: string) => /from mcp\.server(?:\.fastmcp)? import|import mcp\.server/.test(text);
const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The file of `package.module:function`. */
function moduleFile(tree: Tree, folder: string, target: string): string | undefined {
  const path = target.split(':')[0]!.trim().replaceAll('.', '/');
  return [`src/${path}.py`, `${path}.py`, `src/${path}/__init__.py`, `${path}/__init__.py`].find((file) =>
    tree.paths.has(within(folder, file)),
  );
}

function fastmcpEntry(tree: Tree, folder: string): string | undefined {
  try {
    const { source } = record(JSON.parse(tree.texts.get(within(folder, 'fastmcp.json')) ?? '{}'));
    const { path } = record(source);
    return typeof path === 'string' ? path : undefined;
  } catch {
    // fastmcp names the mistake when it starts.
    return undefined;
  }
}
