import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export interface SourceLine {
  /** `file:line` */
  place: string;
  text: string;
  /** Relative to the root of the repository. */
  file: string;
}

const root = resolve(import.meta.dirname, '../../..');
const folders = ['apps', 'docs', 'examples', 'infra', 'libs', 'tests', 'tools'];
const skipped = new Set(['build', 'dist', 'fixtures', 'node_modules', '.toolyard']);
const generated = new Set(['libs/contracts/src/api/schema.ts', 'apps/gateway/src/front/route-owners.ts']);

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Every line of the repository in files of the type, without what is made or recorded. */
export function sourceLines(type: RegExp): SourceLine[] {
  return folders
    .flatMap((folder) => files(join(root, folder)))
    .map((path) => ({ path, file: relative(root, path) }))
    .filter(({ file }) => type.test(file) && !generated.has(file))
    .flatMap(({ path, file }) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .map((text, index) => ({ file, place: `${file}:${index + 1}`, text })),
    );
}

/** How a test lists the lines that it does not accept. */
export const shown = (found: SourceLine[]): string[] =>
  found.map(({ place, text }) => `${place} ${text.trim().slice(0, 120)}`);
