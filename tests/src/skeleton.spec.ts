import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const apps = join(import.meta.dirname, '../../apps');
const sourceOf = (service: string) => join(apps, service, 'src');

/** A service is an app with a Nest module at the root of its source. */
const services = readdirSync(apps).filter((app) => {
  try {
    return readdirSync(sourceOf(app)).includes(`${app}.module.ts`);
  } catch {
    return false;
  }
});

/** What else may be at the root: the lifecycle of gateway (which works without Nest) and of runtime, and requests. */
const more: Record<string, string[]> = {
  gateway: ['gateway.ts', 'gateway.requests.ts'],
  runtime: ['runtime.service.ts'],
};

const rootFiles = (service: string): string[] =>
  readdirSync(sourceOf(service), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

test('every service that the gateway routes to is compared with the skeleton', () => {
  expect(services).toEqual(
    expect.arrayContaining(['analytics', 'builds', 'gateway', 'identity', 'registry', 'runtime', 'secrets']),
  );
});

describe.each(services)('the source of %s', (service) => {
  test('has a main.ts that starts its module', () => {
    expect(readFileSync(join(sourceOf(service), 'main.ts'), 'utf8')).toMatch(/\b(startService|runService)\(/);
  });

  test('has no file at its root beside main, module, config, metrics and specs of the whole service', () => {
    const allowed = [
      'main.ts',
      ...['module', 'config', 'metrics', 'int.spec', 'spec'].map((role) => `${service}.${role}.ts`),
      ...(more[service] ?? []),
    ];
    expect(rootFiles(service).filter((name) => !allowed.includes(name))).toEqual([]);
  });

  test('reads the environment in its configuration only', () => {
    const readers = readdirSync(sourceOf(service), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.service.ts') || path.endsWith('.controller.ts'))
      .filter((path) => /process\.env\b/.test(readFileSync(join(sourceOf(service), path), 'utf8')));
    expect(readers).toEqual([]);
  });
});
