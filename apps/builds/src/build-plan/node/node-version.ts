import semver from 'semver';
import { BuildFailure } from '../build-failure.js';
import type { Tree } from '../dockerfile-text.js';
import type { PlanLines } from '../plan-lines.js';
import { originOf, type ToolyardFile } from '../build-fields.js';
import { type Manifest, within } from './manifest.js';
import { isRecord } from '../is-record.js';

/** Majors with an image, the preferred ones first. */
const majors = [24, 26, 22, 20, 18, 25, 23, 21, 19, 17, 16, 15, 14, 13, 12, 11, 10];
/** Majors that get security fixes (nodejs.org, release schedule). */
const maintained = new Set([22, 24, 26]);
/** Names of the lines with long-term support. */
const ltsNames: Record<string, number> = {
  dubnium: 10,
  erbium: 12,
  fermium: 14,
  gallium: 16,
  hydrogen: 18,
  iron: 20,
  jod: 22,
  krypton: 24,
};
/** Characters of a version range; what is longer is no range. */
const longestRange = 200;

interface Wish {
  from: string;
  text: string;
  range: string;
  /** Majors that satisfy the wish, the preferred one first. */
  majors: number[];
}

/**
 * The major version of Node that satisfies every wish of the repository. Where they contradict each other, the first
 * of `.nvmrc`, `.node-version`, Volta, `devEngines` and `engines` is followed.
 * @throws BuildFailure `node_version` when there is no image for it
 */
export function nodeVersion(
  tree: Tree,
  folders: string[],
  manifests: Manifest[],
  file: ToolyardFile,
  lines: PlanLines,
): { major: number; from: string } {
  const own = file.node === undefined ? [] : [wishOf(originOf(file, 'node'), file.node)];
  const wishes = [...own, ...declared(tree, folders, manifests)].flatMap((wish) => wish ?? []);
  const first = wishes[0];
  if (!first) return { major: majors[0]!, from: 'default' };
  if (first.majors.length === 0) throw unavailable(first);
  let chosen = first.majors;
  let narrowest = first;
  for (const wish of wishes.slice(1)) {
    const both = chosen.filter((major) => wish.majors.includes(major));
    if (both.length === 0 || own.length > 0) {
      lines.ignore(`${wish.from} ${wish.text}`, `${first.from} asks for Node ${first.text}`);
      continue;
    }
    if (both.length < chosen.length && wish.majors.length < narrowest.majors.length) narrowest = wish;
    chosen = both;
  }
  for (const wish of wishes)
    if (wish.majors.length > narrowest.majors.length && own.length === 0)
      lines.ignore(`${wish.from} ${wish.text}`, `${narrowest.from} ${narrowest.text} is narrower`);
  const major = chosen[0]!;
  if (!maintained.has(major))
    lines.ignore(`the end of Node ${major}`, 'it gets no security fixes any more; raise it soon');
  return { major, from: `${narrowest.from}: ${narrowest.text}` };
}

function declared(tree: Tree, folders: string[], manifests: Manifest[]): (Wish | null)[] {
  const file = (name: string) => folders.map((folder) => wishOf(name, firstLine(tree.texts.get(within(folder, name)))));
  const field = (name: string, read: (manifest: Manifest) => unknown) =>
    manifests.map((manifest) => wishOf(name, read(manifest)));
  return [
    ...file('.nvmrc'),
    ...file('.node-version'),
    ...field('volta.node', ({ volta }) => volta.node),
    ...field('devEngines.runtime', ({ devEngines }) => runtimeOf(devEngines?.runtime)),
    ...field('engines.node', ({ engines }) => engines.node),
  ];
}

function runtimeOf(runtime: unknown): unknown {
  const all: unknown[] = Array.isArray(runtime) ? runtime : [runtime];
  return all.filter(isRecord).find(({ name }) => name === 'node')?.version;
}

/** Null when there is no wish, or none that is understood. */
function wishOf(from: string, wished: unknown): Wish | null {
  if (typeof wished !== 'string') return null;
  const text = wished.trim();
  if (text === '' || text.length > longestRange) return null;
  const range = rangeOf(text.toLowerCase());
  if (!semver.validRange(range)) return null;
  return { from, text, range, majors: majors.filter((major) => semver.intersects(range, `${major}.x`)) };
}

function rangeOf(text: string): string {
  if (text === 'lts/*' || text === 'lts' || text === '--lts') return String(majors[0]);
  if (text === 'node' || text === 'stable' || text === 'current' || text === 'latest') return '>=24';
  const back = /^lts\/-(\d)$/.exec(text)?.[1];
  if (back !== undefined) return String(majors[0]! - 2 * Number(back));
  const name = text.startsWith('lts/') ? text.slice(4) : text;
  return ltsNames[name] === undefined ? text : String(ltsNames[name]);
}

const firstLine = (text: string | undefined) =>
  text
    ?.replace('\uFEFF', '')
    .split('\n')
    .map((line) => line.split('#')[0]!.trim())
    .find((line) => line !== '');

function unavailable({ from, text }: Wish): BuildFailure {
  const newest = Math.max(...majors);
  return new BuildFailure(
    'fetch',
    'node_version',
    `${from} requires Node ${text}, but only Node ${Math.min(...majors)} to ${newest} can be built. ` +
      'Change it, set `node` in toolyard.yaml, or add a Dockerfile, and push again.',
  );
}
