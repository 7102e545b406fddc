import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';

interface Locked {
  version?: string;
  integrity?: string;
  license?: string;
  link?: boolean;
  inBundle?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string | string[];
  libc?: string[];
}

const root = resolve(import.meta.dirname, '../..');
const json = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8')) as T;
const packages = Object.entries(json<{ packages: Record<string, Locked> }>('package-lock.json').packages).filter(
  ([path, { link }]) => path.includes('node_modules/') && !link,
);

/** The machines that Toolyard runs on: Linux with glibc on two processors. */
const installedHere = ({ os, cpu, libc }: Locked) =>
  (os?.includes('linux') ?? true) &&
  (cpu === undefined || [cpu].flat().some((name) => name === 'x64' || name === 'arm64')) &&
  (libc?.includes('glibc') ?? true);

describe('the lock file', () => {
  test('has a hash of every package that is installed', () => {
    // What is bundled is in the package around it, and covered by its hash.
    const without = packages.filter(([, one]) => !one.integrity && !one.inBundle && installedHere(one));
    // Published for Linux on x64 alone so far: analytics does not start on arm64 without it.
    expect(without.map(([path]) => path)).toEqual(['node_modules/@chdb/lib-linux-arm64-gnu']);
  });

  test('is of dependencies that name one version each', () => {
    const ranges = globSync(['package.json', '{apps,libs}/*/package.json', 'tests/package.json'], {
      cwd: root,
    }).flatMap((path) => {
      const manifest = json<Record<string, Record<string, string> | undefined>>(path);
      return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
        Object.entries(manifest[kind] ?? {})
          .filter(([name, version]) => !name.startsWith('@toolyard/') && !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version))
          .map(([name, version]) => `${path}: ${name} ${version}`),
      );
    });
    expect(ranges).toEqual([]);
  });
});

test('every package has a licence that allows to ship it, or only to build and test with it', () => {
  const shipped = new Set([
    ...['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'Unlicense', 'CC0-1.0'],
    ...[
      'Python-2.0',
      'Artistic-2.0',
      'CC-BY-3.0',
      'OFL-1.1',
      'MIT-0',
      '(MIT OR CC0-1.0)',
      '(BSD-3-Clause AND Apache-2.0)',
    ],
  ]);
  const built = new Set([...shipped, 'MPL-2.0', 'CC-BY-4.0']);
  // Their manifests have an older form; the text of the licence that they contain is the MIT one, or Apache-2.0 for
  // qrcode-terminal.
  const read = /\/(?:buildcheck|busboy|cpu-features|ssh2|streamsearch|qrcode-terminal)$/;
  const refused = packages.filter(
    ([path, one]) => installedHere(one) && !read.test(path) && !(one.dev ? built : shipped).has(one.license ?? 'none'),
  );
  expect(refused.map(([path, { license }]) => `${path}: ${license ?? 'none'}`)).toEqual([
    'node_modules/@chdb/lib-linux-arm64-gnu: none',
  ]);
});

describe('the question for published weaknesses', () => {
  const url = 'https://github.com/advisories/GHSA-1';
  const advisory = { url, name: 'left', severity: 'high', title: 'Pads too much' };
  const report = { vulnerabilities: { left: { via: [advisory] }, right: { via: ['left', advisory] } } };
  const until = '2026-12-31';

  async function findings(given: object, exceptions: object[] = [], today = '2026-11-27'): Promise<string[] | null> {
    const audit = (await import(pathToFileURL(join(root, 'tools/lib/audit.mjs')).href)) as {
      findingsOf(report: object, exceptions: object[], today: string): string[] | null;
    };
    return audit.findingsOf(given, exceptions, today);
  }

  test('lists each advisory once, and nothing of a registry that has not answered', async () => {
    expect(await findings(report)).toEqual([`high: left: Pads too much (${url})`]);
    expect(await findings({ vulnerabilities: {} })).toEqual([]);
    expect(await findings({ message: '405 Method Not Allowed' })).toBeNull();
  });

  test('leaves out an exception until its day', async () => {
    expect(await findings(report, [{ advisory: url, why: 'Not called.', until }])).toEqual([]);
    expect(await findings(report, [{ advisory: url, why: 'Not called.', until }], '2027-01-01')).toHaveLength(1);
  });

  test('every exception says why it does no harm, and until when', () => {
    for (const exception of json<object[]>('tools/audit-exceptions.json')) {
      expect(exception).toEqual({
        advisory: expect.stringMatching(/^https:\/\/github\.com\/advisories\/GHSA-/),
        why: expect.stringMatching(/\.$/),
        until: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      });
    }
  });
});
