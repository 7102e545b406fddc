import { describe, expect, test } from '@jest/globals';
import { namesPackages, packagesIn } from './installed-packages.js';

const long = 'x'.repeat(10_000);

describe('the packages that a file of an image names', () => {
  test.each([
    ['/app/node_modules/zod/package.json', '{"name":"zod","version":"4.1.0","license":"MIT"}', ['npm zod 4.1.0 MIT']],
    ['/app/node_modules/@a/b/package.json', '{"name":"@a/b","version":"1.0.0"}', ['npm @a/b 1.0.0 null']],
    ['/app/node_modules/zod/v4/package.json', '{"name":"x","version":"1"}', []],
    ['/app/package.json', '{"name":"own","version":"1.0.0"}', []],
    ['/app/node_modules/bad/package.json', '{"name":', []],
    ['/app/node_modules/bad/package.json', '[7]', []],
    ['/app/node_modules/bad/package.json', 'null', []],
    ['/app/node_modules/bad/package.json', JSON.stringify({ name: long, version: '1' }), []],
    [
      '/app/.venv/lib/python3.13/site-packages/mcp-1.2.0.dist-info/METADATA',
      'Metadata-Version: 2.4\nName: mcp\nVersion: 1.2.0\nLicense-Expression: MIT\n\nName: of the text\n',
      ['pypi mcp 1.2.0 MIT'],
    ],
    [
      '/var/lib/dpkg/status',
      'Package: libc6\nStatus: install ok installed\nVersion: 2.36-9\nDescription: a\n Version: b\n\n' +
        'Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n',
      ['deb libc6 2.36-9 null'],
    ],
    ['/var/lib/dpkg/status.d/base', 'Package: base-files\nVersion: 12\n', ['deb base-files 12 null']],
    [
      '/lib/apk/db/installed',
      'P:musl\nV:1.2.5-r0\nL:MIT\n\nP:zlib\nV:1.3-r2\n',
      ['apk musl 1.2.5-r0 MIT', 'apk zlib 1.3-r2 null'],
    ],
  ])('%s', (path, text, expected) => {
    const found = namesPackages(path) ? packagesIn(path, text) : [];
    expect(found.map(({ kind, name, version, license }) => `${kind} ${name} ${version} ${license}`)).toEqual(expected);
  });
});
