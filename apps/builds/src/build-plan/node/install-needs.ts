import { anyOf } from '../any-of.js';
import type { Tree } from '../dockerfile-text.js';
import type { PlanLines } from '../plan-lines.js';
import { allDependencies, type Manifest, within } from './manifest.js';

/** Packages that compile native code when no prebuilt binary fits. */
const native = new Set(
  (
    'argon2 bcrypt better-sqlite3 bufferutil canvas cpu-features deasync duckdb isolated-vm kerberos ' +
    'keytar leveldown libxmljs libxmljs2 node-gyp node-hid node-pty node-sass re2 robotjs serialport ' +
    'sodium-native sqlite3 tree-sitter usb utf-8-validate zeromq'
  ).split(' '),
);
const gitHooks = new RegExp(
  '^(?:is-ci \\|\\| |node .{0,40}husky\\S{0,40}$)?(?:npx )?' +
    '(?:husky(?: install)?(?: \\S{1,60})?|lefthook install.{0,40}|simple-git-hooks|' +
    'git config .{0,60}|pre-commit install)' +
    '(?: \\|\\| (?:true|exit 0|echo .{0,80}))?$',
);
const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];

export interface InstallNeeds {
  /** Debian packages for the build. */
  packages: string[];
  /** The whole tree is copied before the install. */
  sources: boolean;
  /** Scripts that would fail where there is no git repository. */
  removedScripts: string[];
  /** Configuration files with variables that no build has. */
  withoutVariables: string[];
}

/** What an install of these manifests needs beside the manifests themselves. */
export function installNeeds(
  tree: Tree,
  folder: string,
  manifests: Manifest[],
  lockText: string,
  secrets: string[],
  lines: PlanLines,
): InstallNeeds {
  const dependencies = Object.entries(Object.assign({}, ...manifests.map(allDependencies)) as Record<string, string>);
  const git =
    dependencies.some(([, range]) => isGit(range)) || /git\+(?:ssh|https):\/\/|codeload\.github\.com/.test(lockText);
  const compiled =
    dependencies.some(([name]) => native.has(name) || name.startsWith('tree-sitter-')) ||
    tree.paths.has(within(folder, 'binding.gyp'));
  const [root] = manifests;
  const removedScripts = hooks.filter((name) => gitHooks.test(root?.scripts[name]?.trim() ?? ''));
  for (const name of removedScripts)
    lines.ignore(
      `the script ${name}: ${root!.scripts[name]}`,
      'it installs git hooks, and a build has no git repository',
    );
  const has = (path: string) => tree.paths.has(within(folder, path));
  const sources =
    manifests.length > 1 ||
    manifests.some(({ scripts }) => hooks.some((name) => scripts[name] && !removedScripts.includes(name))) ||
    dependencies.some(([, range]) => /^(?:file|link|workspace|portal|patch|catalog):/.test(range)) ||
    manifests.some(({ pnpm }) => pnpm?.patchedDependencies !== undefined) ||
    ['patches', '.yarn', '.pnpmfile.cjs', 'binding.gyp', '.pnp.cjs'].some(has) ||
    /patchedDependencies|configDependencies/.test(tree.texts.get(within(folder, 'pnpm-workspace.yaml')) ?? '');
  return {
    packages: [...(git ? ['git', 'ca-certificates'] : []), ...(compiled ? ['python3', 'make', 'g++'] : [])],
    sources,
    removedScripts,
    withoutVariables: withoutVariables(tree, folder, secrets, lines),
  };
}

function isGit(range: string): boolean {
  return anyOf(
    /^(?:git[+:]|github:|gitlab:|bitbucket:|https:\/\/github\.com\/.{1,200}\.git)/,
    /^[\w-]{1,60}\/[\w.-]{1,100}(?:#.{0,100})?$/,
  ).test(range);
}

function withoutVariables(tree: Tree, folder: string, secrets: string[], lines: PlanLines): string[] {
  return ['.npmrc', '.yarnrc.yml'].filter((name) => {
    const text = tree.texts.get(within(folder, name)) ?? '';
    const missing = [...text.matchAll(/\$\{(\w{1,80})\}/g)]
      .map((found) => found[1]!)
      .filter((each) => !secrets.includes(each));
    for (const variable of new Set(missing))
      lines.ignore(
        `\${${variable}} in ${name}`,
        `public packages need none; for others, set the variable ${variable} and name it in \`buildSecrets\``,
      );
    return missing.length > 0;
  });
}

/** Tools of development that the start command uses, so that they are kept. */
export function neededTools(manifests: Manifest[], text: string): string[] {
  const alias: Record<string, string> = { tsc: 'typescript', 'ts-node-esm': 'ts-node' };
  const words = text.split(/[\s"'&|;=(),]+/).map((word) => alias[word] ?? word);
  const names = Object.keys(Object.assign({}, ...manifests.map(({ devDependencies }) => devDependencies)) as object);
  const kept = new Set(Object.keys(Object.assign({}, ...manifests.map(({ dependencies }) => dependencies)) as object));
  return names.filter((name) => !kept.has(name) && words.some((word) => word === name || word.startsWith(`${name}/`)));
}

/** Runners that the start command uses and no manifest declares, with the version to install. */
export function missingTools(manifests: Manifest[], text: string): string[] {
  const runners: Record<string, string> = {
    tsx: 'tsx@4',
    'ts-node': 'ts-node@10 typescript@5',
    nodemon: 'nodemon@3',
    bun: 'bun@1',
  };
  const words = new Set(text.split(/[\s"'&|;=(),]+/));
  const declared = Object.assign({}, ...manifests.map(allDependencies)) as object;
  return Object.entries(runners).flatMap(([name, version]) =>
    words.has(name) && !(name in declared) ? [version] : [],
  );
}
