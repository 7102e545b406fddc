import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');

describe('the configuration page', () => {
  test('has every variable that a service reads, and no other', () => {
    const classes = globSync(['apps/*/src/*.config.ts', 'libs/service/src/config.ts'], { cwd: root });
    const read = classes.flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/^ {2}([A-Z][A-Z0-9_]+)[?!]?(?:: | = )/gm)].map(
        (found) => found[1]!,
      ),
    );
    const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
    const services = page.slice(page.indexOf('## Every service'));
    const documented = [...services.matchAll(/^\| ((?:`[A-Z][A-Z0-9_]+`(?:, )?)+) +\|/gm)].flatMap((row) =>
      [...row[1]!.matchAll(/`([A-Z0-9_]+)`/g)].map((found) => found[1]!),
    );
    expect(read.length).toBeGreaterThan(10);
    expect(new Set(documented)).toEqual(new Set([...read, 'DOCKER_HOST']));
  });
});

describe('the documentation', () => {
  test('links only to pages that exist', () => {
    const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })];
    const broken = pages.flatMap((page) => {
      const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(
        (found) => found[1]!,
      );
      return links
        .filter((link) => globSync(join(root, page, '..', link).replace(/\/$/, '')).length === 0)
        .map((link) => `${page}: ${link}`);
    });
    expect(broken).toEqual([]);
  });
});

describe('the map', () => {
  const page = readFileSync(join(root, 'docs/map.md'), 'utf8');

  test('names every app and library, and only folders and files that exist', () => {
    const named = [...page.matchAll(/`((?:apps|libs|tests|tools|infra|examples|docs)(?:\/[^`<]*)?)`/g)].map(
      (found) => found[1]!,
    );
    expect(named).toEqual(expect.arrayContaining(globSync('{apps,libs}/*', { cwd: root })));
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test('the page on security names every route that asks for a recent second factor, and no other', () => {
  const { paths } = JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8')) as {
    paths: Record<string, Record<string, { 'x-toolyard-access'?: { stepUp?: unknown } }>>;
  };
  const asking = Object.entries(paths)
    .filter(([path]) => !path.startsWith('/scim/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { 'x-toolyard-access': access }]) => access?.stepUp !== undefined)
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    );
  const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
  const section = page.slice(page.indexOf('## Dangerous actions')).split('\n## ')[0]!;
  const named = [...section.matchAll(/`([A-Z]+ \/api\/v1\/[^`]+)`/g)].map((found) => found[1]!);
  expect(named.toSorted()).toEqual([...asking, 'POST /api/v1/keys/rotate'].toSorted());
});

test('the page on security names only tests that exist', () => {
  const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
  const named = [...page.matchAll(/`((?:apps|libs|tests)\/[^`]+)`/g)].map((found) => found[1]!);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('no line of a page is longer than 120 characters, tables and made pages apart', () => {
  const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].filter(
    (page) => !['docs/routes.md', 'docs/events.md'].includes(page),
  );
  const long = pages.flatMap((page) =>
    readFileSync(join(root, page), 'utf8')
      .split('\n')
      .flatMap((line, i) => (line.length > 120 && !line.startsWith('|') ? [`${page}:${i + 1}`] : [])),
  );
  expect(long).toEqual([]);
});
