import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { innerServices, services } from '@toolyard/contracts';

const root = resolve(import.meta.dirname, '../..');
const all = ['event-store', ...services].sort();

describe.each(['docker-compose.yml', 'infra/swarm/stack.yml'])('%s', (path) => {
  const text = readFileSync(join(root, path), 'utf8');
  const [, ...blocks] = text.slice(text.indexOf('\nservices:\n')).split(/\n {2}(?=[a-z][a-z-]*:\n)/);
  const block = (name: string) => blocks.find((each) => each.startsWith(`${name}:\n`)) ?? '';
  const port = (name: string) => /TOOLYARD_PORT: '(\d+)'/.exec(block(name))?.[1];

  test('starts every service once, from its own image', () => {
    const images = blocks.flatMap((each) => /(?:APP: |TOOLYARD_IMAGES\}\/)([a-z-]+)/.exec(each)?.[1] ?? []);
    expect(images.sort()).toEqual(all);
    for (const name of all) expect(block(name)).toMatch(new RegExp(`(?:APP: |TOOLYARD_IMAGES\\}/)${name}\\b`));
  });

  test('tells the gateway the port of every service', () => {
    for (const name of innerServices)
      expect(block('gateway')).toContain(`TOOLYARD_${name.toUpperCase()}_URL: http://127.0.0.1:${port(name)}\n`);
  });

  test('gives every service a port of its own', () => {
    const ports = innerServices.map(port);
    expect(new Set(ports).size).toBe(innerServices.length);
    expect(ports).not.toContain(undefined);
  });
});
