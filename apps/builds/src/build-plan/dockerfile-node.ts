import semver from 'semver';
import { BuildFailure } from './build-failure.js';
import {
  containerUser,
  type DockerfileOptions,
  type GeneratedDockerfile,
  json,
  type Tree,
  trustLines,
} from './dockerfile-text.js';
import type { ToolyardFile } from './toolyard-yaml.js';

interface Manifest {
  main?: string;
  bin?: string | Record<string, string>;
  scripts?: Record<string, string>;
  engines?: { node?: string };
  packageManager?: string;
  workspaces?: unknown;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

export const bridgePackage = 'mcp-proxy@6.7.9';
/** Characters of a version range; what is longer is no range. */
const longestRange = 200;
const supportedMajors = [24, 22, 20, 18];
const sourceEntries = [
  'server.js',
  'server.mjs',
  'index.js',
  'index.mjs',
  'main.js',
  'src/server.js',
  'src/index.js',
  'server.ts',
  'index.ts',
  'src/server.ts',
  'src/index.ts',
];

export function nodeDockerfile(tree: Tree, file: ToolyardFile, options: DockerfileOptions): GeneratedDockerfile {
  const manifest = readManifest(tree);
  const version = nodeVersion(manifest, tree);
  const base = options.baseNode.replace('{version}', String(version.major));
  const manager = packageManager(manifest, tree);
  const start = startCommand(manifest, tree, file);
  const stdio = file.transport === 'stdio' || (file.transport === undefined && looksLikeStdio(tree, start.entry));
  const cache = (target: string) =>
    `--mount=type=cache,id=${options.cacheScope}-${manager.name},target=${target},sharing=locked`;
  const npmCache = `--mount=type=cache,id=${options.cacheScope}-npm,target=/root/.npm,sharing=locked`;
  const trust = trustLines(options.extraCa);
  const hasDependencies =
    Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0 ||
    manifest.workspaces !== undefined;

  const setup = manager.setup && hasDependencies ? [`RUN ${npmCache} ${manager.setup}`] : [];
  const manifests = `COPY ${manager.files.filter((path) => tree.paths.has(path)).join(' ')} ./`;
  const run = [`ENV NODE_ENV=production HOME=/tmp PORT=${options.port}`];

  const lines: string[] = [];
  if (hasDependencies && !manifest.scripts?.build && !needsSources(manifest)) {
    // Nothing is compiled, so a changed source does not change the layer of the dependencies.
    lines.push(`FROM ${base} AS dependencies`, ...trust, 'WORKDIR /app', ...setup, manifests);
    lines.push(`RUN ${cache(manager.cache)} ${manager.install} ${manager.production} && mkdir -p node_modules`);
    run.push('COPY --from=dependencies /app/node_modules ./node_modules', 'COPY . .');
  } else {
    lines.push(`FROM ${base} AS build`, ...trust, 'WORKDIR /app', ...setup);
    // Install scripts and local packages need the sources, so the dependencies have no layer of their own.
    if (hasDependencies)
      lines.push(needsSources(manifest) ? 'COPY . .' : manifests, `RUN ${cache(manager.cache)} ${manager.install}`);
    if (!hasDependencies || !needsSources(manifest)) lines.push('COPY . .');
    if (manifest.scripts?.build) lines.push(`RUN ${manager.name} run build`);
    if (hasDependencies) lines.push(`RUN ${manager.prune}`);
    run.push('COPY --from=build /app /app');
  }
  if (stdio)
    lines.push(
      '',
      `FROM ${base} AS bridge`,
      ...trust,
      `RUN ${npmCache} npm install --no-audit --no-fund --prefix /bridge ${bridgePackage}`,
    );

  lines.push('', `FROM ${base}`, ...trust, 'WORKDIR /app');
  if (stdio) lines.push('COPY --from=bridge /bridge /bridge');
  lines.push(
    ...run,
    `USER ${containerUser}`,
    `EXPOSE ${options.port}`,
    `CMD ${json(stdio ? bridged(start.command, options.port) : start.command)}`,
    '',
  );
  return {
    text: lines.join('\n'),
    notes: [
      `Node ${version.major} (${version.from}), dependencies with ${manager.name} (${manager.from}), start: ${start.command.join(' ')} (${start.from})`,
      `Base image: ${base}`,
      ...(stdio
        ? [
            `The server uses the stdio transport (${file.transport ? 'toolyard.yaml' : start.entry}) and is bridged to HTTP with ${bridgePackage}`,
          ]
        : []),
    ],
  };
}

function readManifest(tree: Tree): Manifest {
  const text = tree.texts.get('package.json');
  try {
    const manifest: unknown = JSON.parse(text ?? '');
    if (typeof manifest === 'object' && manifest !== null && !Array.isArray(manifest)) return manifest as Manifest;
  } catch (cause) {
    throw new BuildFailure(
      'fetch',
      'bad_package_json',
      `package.json is not valid JSON (${(cause as Error).message}). Nothing was built; correct it and push again.`,
      { cause },
    );
  }
  throw new BuildFailure(
    'fetch',
    'bad_package_json',
    'package.json does not hold an object. Nothing was built; correct it and push again.',
  );
}

function nodeVersion(manifest: Manifest, tree: Tree): { major: number; from: string } {
  const declarations: [string, string | undefined][] = [
    ['engines.node', typeof manifest.engines?.node === 'string' ? manifest.engines.node : undefined],
    ['.nvmrc', tree.texts.get('.nvmrc')],
    ['.node-version', tree.texts.get('.node-version')],
  ];
  for (const [from, declared] of declarations) {
    const range = declared?.trim().replace(/^lts\/\*$/, '*');
    if (!range || range.length > longestRange || !semver.validRange(range)) continue;
    const major = supportedMajors.find((candidate) => semver.intersects(range, `${candidate}.x`));
    if (major) return { major, from };
    throw new BuildFailure(
      'fetch',
      'node_version',
      `${from} requires Node ${range}, but only the versions ${supportedMajors.join(', ')} can be built. Change it, or add a Dockerfile.`,
    );
  }
  return { major: supportedMajors[0]!, from: 'default' };
}

function packageManager(manifest: Manifest, tree: Tree) {
  const declared = /^(npm|pnpm|yarn|bun)@(\d{1,5})([\w.+-]*)$/.exec(String(manifest.packageManager ?? ''));
  const locks: [string, string][] = [
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lock', 'bun'],
    ['bun.lockb', 'bun'],
    ['package-lock.json', 'npm'],
    ['npm-shrinkwrap.json', 'npm'],
  ];
  const lock = locks.find(([path]) => tree.paths.has(path));
  const name = declared?.[1] ?? lock?.[1] ?? 'npm';
  const from = declared ? 'packageManager' : (lock?.[0] ?? 'default');
  const version = declared ? `${declared[2]}${declared[3]!.split('+')[0]}` : undefined;
  const files = ['package.json', '.npmrc'];
  if (name === 'pnpm') {
    const locked = tree.paths.has('pnpm-lock.yaml');
    return {
      name,
      from,
      files: [...files, 'pnpm-lock.yaml', 'pnpm-workspace.yaml'],
      setup: `npm install -g --no-audit --no-fund pnpm@${version ?? '10'}`,
      cache: '/pnpm-store',
      install: `pnpm install ${locked ? '--frozen-lockfile' : '--no-frozen-lockfile'} --store-dir /pnpm-store`,
      production: '--prod',
      prune: 'pnpm prune --prod --config.confirmModulesPurge=false',
    };
  }
  if (name === 'yarn') {
    const classic = declared ? declared[2] === '1' : !/^__metadata:/m.test(tree.texts.get('yarn.lock') ?? '');
    if (!classic) {
      throw new BuildFailure(
        'fetch',
        'package_manager',
        'Yarn 2 and later cannot be built without a Dockerfile. Add a Dockerfile, or use npm, pnpm or Yarn 1, and push again.',
      );
    }
    return {
      name,
      from,
      files: [...files, 'yarn.lock', '.yarnrc'],
      setup: `npm install -g --no-audit --no-fund --force yarn@${version ?? '1'}`,
      cache: '/usr/local/share/.cache/yarn',
      install: `yarn install --non-interactive ${tree.paths.has('yarn.lock') ? '--frozen-lockfile' : ''}`.trim(),
      production: '--production',
      prune: 'yarn install --non-interactive --production --ignore-scripts --prefer-offline',
    };
  }
  if (name === 'bun') {
    throw new BuildFailure(
      'fetch',
      'package_manager',
      'Bun cannot be built without a Dockerfile. Add a Dockerfile, or use npm, pnpm or Yarn 1, and push again.',
    );
  }
  const locked = tree.paths.has('package-lock.json') || tree.paths.has('npm-shrinkwrap.json');
  return {
    name: 'npm',
    from,
    files: [...files, 'package-lock.json', 'npm-shrinkwrap.json'],
    setup: undefined,
    cache: '/root/.npm',
    install: `npm ${locked ? 'ci' : 'install'} --no-audit --no-fund`,
    production: '--omit=dev',
    prune: 'npm prune --omit=dev --no-audit --no-fund',
  };
}

/** True when installing the dependencies runs scripts of the repository or reads packages in it. */
function needsSources(manifest: Manifest): boolean {
  const hooks = ['preinstall', 'install', 'postinstall', 'prepare'].some((name) => manifest.scripts?.[name]);
  const local = Object.values({ ...manifest.dependencies, ...manifest.devDependencies }).some((range) =>
    /^(file|link|workspace|portal):/.test(String(range)),
  );
  return hooks || local || manifest.workspaces !== undefined;
}

function startCommand(
  manifest: Manifest,
  tree: Tree,
  file: ToolyardFile,
): { command: string[]; entry?: string; from: string } {
  if (file.command)
    return {
      command: file.command,
      entry: file.command.map(plain).find((word) => tree.paths.has(word)),
      from: 'toolyard.yaml',
    };
  const script = manifest.scripts?.start?.trim();
  if (script) {
    // `node file` runs without npm, so that signals reach the server and it starts sooner.
    const direct = /^node\s+([\w./@-]+)$/.exec(script);
    const entry = direct ? plain(direct[1]!) : undefined;
    const hooks = manifest.scripts?.prestart ?? manifest.scripts?.poststart;
    return { command: direct && !hooks ? ['node', entry!] : ['npm', 'start'], entry, from: 'start script' };
  }
  const bin = typeof manifest.bin === 'string' ? manifest.bin : Object.values(manifest.bin ?? {})[0];
  if (bin) return { command: ['node', plain(bin)], entry: plain(bin), from: 'bin' };
  if (manifest.main && (tree.paths.has(plain(manifest.main)) || manifest.scripts?.build)) {
    return { command: ['node', plain(manifest.main)], entry: plain(manifest.main), from: 'main' };
  }
  const found = sourceEntries.find((path) => tree.paths.has(path));
  if (found) return { command: ['node', found], entry: found, from: 'file name' };
  throw new BuildFailure(
    'fetch',
    'no_start_command',
    'package.json has no start script, bin or main, and there is no server.js or index.js, so there is no command to start the server. Add a start script and push again.',
  );
}

const plain = (path: string) => path.replace(/^\.\//, '');

/** The entry file, or the source it is compiled from, uses the SDK's stdio transport and no HTTP one. */
function looksLikeStdio(tree: Tree, entry: string | undefined): boolean {
  if (!entry) return false;
  const source = entry.replace(/^(dist|build|out|lib)\//, 'src/').replace(/\.[cm]?js$/, '.ts');
  const text = tree.texts.get(entry) ?? tree.texts.get(source) ?? tree.texts.get(source.replace(/^src\//, ''));
  return (
    text !== undefined &&
    /StdioServerTransport|serveStdio/.test(text) &&
    !/StreamableHTTP|SSEServerTransport|createServer|\.listen\(|WebStandard/.test(text)
  );
}

function bridged(command: string[], port: number): string[] {
  return [
    'node',
    '/bridge/node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs',
    '--host',
    '0.0.0.0',
    '--port',
    String(port),
    '--',
    ...command,
  ];
}
