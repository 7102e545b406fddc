import { globSync, readFileSync } from 'node:fs';
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
