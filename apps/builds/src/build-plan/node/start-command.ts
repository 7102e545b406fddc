import type { Tree } from '../dockerfile-text.js';
import type { PlanLines } from '../plan-lines.js';
import { type Manifest, within } from './manifest.js';

export interface NodeStart {
  command: string[];
  /** Path of the entry file from the project's folder, when it is one file. */
  entry?: string;
  /** Text of the script or command, to find the tools that it uses. */
  text: string;
  from: string;
}

const scripts = ['start', 'start:http', 'start:prod', 'start:server', 'serve'];
const entries = [
  'server',
  'index',
  'main',
  'app',
  'src/server',
  'src/index',
  'src/main',
  'src/app',
  'src/mcp-server',
  'src/cli',
];
const endings = ['.js', '.mjs', '.cjs', '.ts', '.mts'];
const outputs = /^(dist|build|out|lib|output|bin|\.build)\//;
/** Flags of Node whose value is the next word. */
const valued = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader', '--env-file', '-C']);

/** The command of a project; undefined when it has none. */
export function nodeStart(tree: Tree, folder: string, manifest: Manifest, lines?: PlanLines): NodeStart | undefined {
  for (const name of scripts) {
    const script = manifest.scripts[name]?.trim();
    if (!script) continue;
    if (/inspector|storybook|^echo\b/.test(script)) {
      lines?.ignore(`the script ${name}`, 'it does not start the server');
      continue;
    }
    return fromScript(tree, folder, manifest, { name, script }, lines);
  }
  const bin = binOf(manifest);
  if (bin) return ofFile(tree, folder, bin, 'bin');
  if (manifest.main && sourceOf(tree, folder, plain(manifest.main)))
    return ofFile(tree, folder, plain(manifest.main), 'main');
  if (manifest.main && (manifest.scripts.build || manifest.scripts.prepare))
    return ofFile(tree, folder, plain(manifest.main), 'main');
  const found = entries
    .flatMap((name) => endings.map((ending) => `${name}${ending}`))
    .find((path) => tree.paths.has(within(folder, path)));
  return found === undefined ? undefined : ofFile(tree, folder, found, 'file name');
}

function fromScript(
  tree: Tree,
  folder: string,
  manifest: Manifest,
  { name, script }: { name: string; script: string },
  lines?: PlanLines,
): NodeStart {
  const from = `${name} script`;
  const words = script.split(/\s+/).filter((word) => {
    const file = word.startsWith('--env-file=') ? word.slice('--env-file='.length) : undefined;
    if (file === undefined || tree.paths.has(within(folder, plain(file)))) return true;
    lines?.ignore(word, 'the file is not in the repository; set its variables in the dashboard');
    return false;
  });
  const text = expanded(script, manifest);
  const entry = entryOf(words) ?? entryOf(text.split(/\s+/));
  const hooked = manifest.scripts[`pre${name}`] ?? manifest.scripts[`post${name}`];
  // `node file` runs without npm, so that signals reach the server and it starts sooner.
  const direct =
    words[0] === 'node' && entry !== undefined && !hooked && words.every((word) => /^[\w=./:@,+-]+$/.test(word));
  const command = direct
    ? words.map((word) => (plain(word) === entry ? entry : word))
    : name === 'start'
      ? ['npm', 'start']
      : ['npm', 'run', name];
  return { command, entry, text, from };
}

/** The file that a command line gives to Node or to a runner of TypeScript. */
function entryOf(words: string[]): string | undefined {
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (valued.has(word)) index++;
    else if (!word.startsWith('-') && /\.[cm]?[jt]s$/.test(word)) return plain(word);
    else if (index > 0 && words[index - 1] === 'node' && /^[\w./@-]+$/.test(word) && !word.startsWith('-'))
      return plain(word);
  }
  return undefined;
}

/** A script with the scripts that it runs. */
function expanded(script: string, manifest: Manifest): string {
  let text = script;
  for (const [name, other] of Object.entries(manifest.scripts))
    if (script.includes(`run ${name}`) || script.includes(`yarn ${name}`) || script.includes(`pnpm ${name}`))
      text += ` ; ${other}`;
  return text.slice(0, 10_000);
}

function binOf(manifest: Manifest): string | undefined {
  if (typeof manifest.bin === 'string') return plain(manifest.bin);
  const bins = Object.entries(manifest.bin ?? {});
  const own = manifest.name?.split('/').at(-1);
  const chosen = bins.find(([name]) => name === own) ?? bins.find(([name]) => /mcp|server/.test(name)) ?? bins[0];
  return chosen && plain(chosen[1]);
}

function ofFile(tree: Tree, folder: string, entry: string, from: string): NodeStart {
  const exact = tree.paths.has(within(folder, entry))
    ? entry
    : ([`${entry}.js`, `${entry}/index.js`].find((path) => tree.paths.has(within(folder, path))) ?? entry);
  return { command: ['node', exact], entry: exact, text: '', from };
}

/** The committed file that an entry is or is compiled from; undefined when there is none. */
export function sourceOf(tree: Tree, folder: string, entry: string): string | undefined {
  const has = (path: string) => tree.paths.has(within(folder, path));
  if (has(entry)) return entry;
  const rest = entry.replace(outputs, '').replace(/\.[cm]?[jt]s$/, '');
  const bases = [`src/${rest}`, rest, rest.replace(/^src\//, ''), `source/${rest}`, `lib/${rest}`];
  return bases
    .flatMap((base) => [
      `${base}.ts`,
      `${base}.mts`,
      `${base}.tsx`,
      `${base}.js`,
      `${base}.mjs`,
      `${base}/index.ts`,
      `${base}/index.js`,
    ])
    .find(has);
}

export const plain = (path: string) => path.replace(/^\.\//, '');
