import { BuildFailure } from '../build-failure.js';
import type { Tree } from '../dockerfile-text.js';
import { isRecord } from '../is-record.js';

/** The fields of a `package.json` that decide a build. */
export interface Manifest {
  name?: string;
  main?: string;
  bin?: string | Record<string, string>;
  scripts: Record<string, string>;
  engines: Record<string, string>;
  devEngines?: { runtime?: unknown; packageManager?: unknown };
  volta: Record<string, string>;
  packageManager?: string;
  workspaces?: unknown;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  pnpm?: Record<string, unknown>;
}

const byteOrderMark = '\uFEFF';

/** @throws BuildFailure `bad_package_json` */
export function readManifest(tree: Tree, folder: string): Manifest {
  const path = within(folder, 'package.json');
  let value: unknown;
  try {
    value = JSON.parse(withoutMark(tree.texts.get(path) ?? ''));
  } catch (cause) {
    throw bad(`${path} is not valid JSON (${(cause as Error).message})`, cause);
  }
  if (!isRecord(value)) throw bad(`${path} does not hold an object`);
  const texts = (name: string) =>
    Object.fromEntries(
      Object.entries(isRecord(value[name]) ? value[name] : {}).filter(([, text]) => typeof text === 'string'),
    ) as Record<string, string>;
  const text = (name: string) => (typeof value[name] === 'string' ? value[name] : undefined);
  return {
    name: text('name'),
    main: text('main'),
    bin: text('bin') ?? texts('bin'),
    scripts: texts('scripts'),
    engines: texts('engines'),
    devEngines: isRecord(value.devEngines) ? value.devEngines : undefined,
    volta: texts('volta'),
    packageManager: text('packageManager'),
    workspaces: value.workspaces,
    dependencies: texts('dependencies'),
    devDependencies: texts('devDependencies'),
    optionalDependencies: texts('optionalDependencies'),
    pnpm: isRecord(value.pnpm) ? value.pnpm : undefined,
  };
}

export function allDependencies(manifest: Manifest): Record<string, string> {
  return { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies };
}

/** `folder/path`; the path alone for the root of the tree, which is ''. */
export function within(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

export const withoutMark = (text: string) => (text.startsWith(byteOrderMark) ? text.slice(1) : text);

function bad(what: string, cause?: unknown): BuildFailure {
  return new BuildFailure(
    'fetch',
    'bad_package_json',
    `${what}. Nothing was built; correct it and push again.`,
    cause === undefined ? undefined : { cause },
  );
}
