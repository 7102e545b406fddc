import { withoutMark, type Manifest, within } from './manifest.js';
import { isRecord } from '../is-record.js';
import type { Tree } from '../dockerfile-text.js';
import type { PlanLines } from '../plan-lines.js';

export type ManagerName = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** A package manager with the commands that a Dockerfile runs. */
export interface PackageManager {
  name: ManagerName;
  /** Major version; the commands differ between majors. */
  major: number;
  from: string;
  /** Files that an install reads and that are copied before the sources. */
  files: string[];
  /** Installs the package manager itself; undefined when the base image has it. */
  setup?: string;
  cache: string;
  install: string;
  /** Added to `install` when development dependencies are left out. */
  production: string;
  /** Removes development dependencies; undefined when the package manager cannot do it safely. */
  prune?: string;
}

const locks: [path: string, name: ManagerName][] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];
const names: readonly string[] = ['npm', 'pnpm', 'yarn', 'bun'];

interface Choice {
  name: ManagerName;
  version?: string;
  from: string;
}

/**
 * The package manager that a folder declares (`packageManager`, `devEngines`, Volta), else the one of its lock file.
 * @param folder where the dependencies are installed
 */
export function packageManager(tree: Tree, folder: string, manifest: Manifest, lines: PlanLines): PackageManager {
  const all = locks.filter(([path]) => tree.paths.has(within(folder, path)));
  const stale = all.filter(
    ([path]) => path === 'pnpm-lock.yaml' && isStale(tree.texts.get(within(folder, path)) ?? '', manifest),
  );
  // A lock file that was left behind when another package manager came is not the one to follow.
  const present = stale.length > 0 && all.length > 1 ? [...all.filter((lock) => !stale.includes(lock)), ...stale] : all;
  const choice = declaredManager(manifest) ?? {
    name: present[0]?.[1] ?? (tree.paths.has(within(folder, 'pnpm-workspace.yaml')) ? 'pnpm' : 'npm'),
    from: present[0]?.[0] ?? 'default',
  };
  for (const [path, name] of present)
    if (name !== choice.name) lines.ignore(path, `the dependencies are installed with ${choice.name} (${choice.from})`);
  const lock = present.find(([, name]) => name === choice.name)?.[0];
  const lockText = withoutMark(lock ? (tree.texts.get(within(folder, lock)) ?? '') : '');
  if (choice.name === 'pnpm' && stale.length > 0)
    lines.ignore('pnpm-lock.yaml', 'it is older than package.json, so versions are chosen anew');
  if (choice.name === 'pnpm')
    return pnpm(choice, lock, lockText, manifest, tree.texts.get(within(folder, 'pnpm-workspace.yaml')));
  if (choice.name === 'yarn') return yarn(choice, lock, lockText, tree.paths.has(within(folder, '.yarnrc.yml')));
  if (choice.name === 'bun') return bun(choice, lock);
  return npm(choice, lock !== undefined && inStep(lock, lockText, manifest, lines));
}

function declaredManager(manifest: Manifest): Choice | undefined {
  const declared = /^(npm|pnpm|yarn|bun)@(\d{1,5}[\w.-]{0,40})/.exec(manifest.packageManager ?? '');
  if (declared) return { name: declared[1] as ManagerName, version: declared[2], from: 'packageManager' };
  const listed: unknown = manifest.devEngines?.packageManager;
  for (const entry of (Array.isArray(listed) ? listed : [listed]) as unknown[]) {
    if (!isRecord(entry) || !names.includes(String(entry.name as unknown))) continue;
    const version = /^[\^~>=v\s]{0,4}(\d{1,5}(?:\.\d{1,5}){0,2})/.exec(
      typeof entry.version === 'string' ? entry.version : '',
    )?.[1];
    return { name: entry.name as ManagerName, version: version?.split('.')[0], from: 'devEngines.packageManager' };
  }
  for (const name of ['pnpm', 'yarn', 'npm'] as const)
    if (/^\d[\w.-]{0,40}$/.test(manifest.volta[name] ?? ''))
      return { name, version: manifest.volta[name], from: `volta.${name}` };
  return undefined;
}

function npm({ from }: Choice, locked: boolean): PackageManager {
  return {
    name: 'npm',
    major: 0,
    from,
    files: ['package.json', '.npmrc', 'package-lock.json', 'npm-shrinkwrap.json'],
    cache: '/root/.npm',
    install: `npm ${locked ? 'ci' : 'install'} --no-audit --no-fund`,
    production: '--omit=dev',
    prune: 'npm prune --omit=dev --ignore-scripts --no-audit --no-fund',
  };
}

/** `npm ci` refuses a lock file whose root asks for other packages than `package.json`. */
function inStep(lock: string, text: string, manifest: Manifest, lines: PlanLines): boolean {
  const begin = text.indexOf('"packages"');
  const root = begin < 0 ? -1 : text.indexOf('"": {', begin);
  if (root < 0) return true;
  let depth = 0;
  let end = root + 4;
  for (; end < text.length; end++) {
    if (text[end] === '{') depth++;
    if (text[end] === '}' && --depth === 0) break;
  }
  try {
    const locked: unknown = JSON.parse(text.slice(root + 4, end + 1));
    if (!isRecord(locked)) return true;
    for (const kind of ['dependencies', 'devDependencies'] as const) {
      const entries = isRecord(locked[kind]) ? locked[kind] : {};
      const missing = Object.entries(manifest[kind]).find(
        ([name, range]) => entries[name] !== range && !(name in manifest.optionalDependencies),
      );
      if (!missing) continue;
      lines.ignore(lock, `it is older than package.json (${missing[0]}), so versions are chosen anew`);
      return false;
    }
  } catch {
    // Braces inside texts; npm itself compares then.
  }
  return true;
}

function pnpm(
  choice: Choice,
  lock: string | undefined,
  text: string,
  manifest: Manifest,
  workspace = '',
): PackageManager {
  const format = Number(/^lockfileVersion: *['"]?(\d{1,3}(?:\.\d{1,3})?)/m.exec(text.slice(0, 2_000))?.[1] ?? 9);
  const writer = format < 5.4 ? '6' : format < 6 ? '7' : format < 9 ? '8' : '10';
  const version = choice.version ?? writer;
  const major = Number(version.split('.')[0]);
  // From pnpm 10 on, install scripts of packages run only when they are allowed; npm runs them as well.
  const decided = /BuiltDependencies|allowBuilds/.test(`${workspace}${Object.keys(manifest.pnpm ?? {}).join(' ')}`);
  const scripts = major >= 10 && !decided ? ' --config.dangerouslyAllowAllBuilds=true' : '';
  return {
    name: 'pnpm',
    major,
    from: choice.version || !lock ? choice.from : `${choice.from}, lockfileVersion ${format}`,
    files: ['package.json', '.npmrc', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'],
    setup: `npm install -g --no-audit --no-fund pnpm@${version}`,
    cache: '/pnpm-store',
    install:
      `pnpm install ${lock && !isStale(text, manifest) ? '--frozen-lockfile' : '--no-frozen-lockfile'} ` +
      `--store-dir /pnpm-store${scripts}`,
    production: '--prod',
    prune: 'pnpm prune --prod --config.ignoreScripts=true --config.confirmModulesPurge=false',
  };
}

/** True when the lock file has no entry for a range that `package.json` asks for; pnpm refuses it then. */
function isStale(text: string, manifest: Manifest): boolean {
  const end = text.search(/^packages:/m);
  const head = (end < 0 ? text : text.slice(0, end)).replaceAll('\r\n', '\n');
  if (!head.includes('specifier: ')) return false;
  return Object.values({ ...manifest.dependencies, ...manifest.devDependencies }).some(
    (range) => ![range, `'${range}'`, `"${range}"`].some((written) => head.includes(`specifier: ${written}\n`)),
  );
}

function yarn(choice: Choice, lock: string | undefined, text: string, hasRc: boolean): PackageManager {
  const format = /^__metadata:\s{1,10}version: *(\d{1,3})/m.exec(text.slice(0, 2_000))?.[1];
  const writer =
    format === undefined ? (hasRc && !lock ? '4' : '1') : Number(format) >= 7 ? '4' : Number(format) > 4 ? '3' : '2';
  const version = choice.version ?? writer;
  const major = Number(version.split('.')[0]);
  if (major === 1)
    return {
      name: 'yarn',
      major,
      from: choice.from,
      files: ['package.json', '.npmrc', 'yarn.lock', '.yarnrc'],
      setup: `npm install -g --no-audit --no-fund --force yarn@${version}`,
      cache: '/usr/local/share/.cache/yarn',
      install: `yarn install --non-interactive${lock ? ' --frozen-lockfile' : ''}`,
      production: '--production',
      prune: 'yarn install --non-interactive --production --ignore-scripts --prefer-offline',
    };
  return {
    name: 'yarn',
    major,
    from: choice.version ? choice.from : `${choice.from}, __metadata ${format ?? 'none'}`,
    files: ['package.json', '.npmrc', 'yarn.lock', '.yarnrc.yml'],
    setup: `npm install -g --no-audit --no-fund --force @yarnpkg/cli-dist@${version}`,
    cache: '/yarn-cache',
    // Plug'n'Play needs `yarn node` to start; a folder node_modules starts with every command.
    install:
      'YARN_NODE_LINKER=node-modules YARN_GLOBAL_FOLDER=/yarn-cache YARN_ENABLE_TELEMETRY=0 yarn ' +
      `install${lock ? ' --immutable' : ''}`,
    production: '',
    prune:
      major >= 4
        ? 'YARN_NODE_LINKER=node-modules YARN_GLOBAL_FOLDER=/yarn-cache YARN_ENABLE_SCRIPTS=false yarn ' +
          'workspaces focus --all --production'
        : undefined,
  };
}

function bun(choice: Choice, lock: string | undefined): PackageManager {
  return {
    name: 'bun',
    major: 1,
    from: choice.from,
    files: ['package.json', '.npmrc', 'bun.lock', 'bun.lockb', 'bunfig.toml'],
    // The script of bun fetches its program.
    setup: `npm install -g --no-audit --no-fund --allow-scripts=bun bun@${choice.version ?? '1'}`,
    cache: '/root/.bun/install/cache',
    install: `bun install${lock ? ' --frozen-lockfile' : ''}`,
    production: '--production',
  };
}
