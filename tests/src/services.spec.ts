import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { deniedSubjects, innerServices, services, streams } from '@toolyard/contracts';

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

  test('gives every service its own volume and its own user of NATS', () => {
    for (const name of all) expect(block(name)).toContain(`volumes: [${name}:/data`);
    for (const name of services) {
      expect(block(name)).toContain(`NATS_USER: ${name}\n`);
      expect(block(name).match(/NATS_\w+_PASSWORD/g)).toEqual([`NATS_${name.toUpperCase()}_PASSWORD`]);
    }
  });

  test('gives the Docker socket and root to those alone that need them, and capabilities to none beyond', () => {
    const withSocket = all.filter((name) => block(name).includes('docker.sock'));
    const withRoot = all.filter((name) => block(name).includes('*engine-service'));
    expect([withSocket, withRoot]).toEqual([
      ['builds', 'runtime'],
      ['builds', 'runtime'],
    ]);
    expect(text.match(/user: .*/g)).toEqual(["user: '0:0'"]);
    expect(text.match(/cap_add: .*/g)).toEqual(['cap_add: [NET_ADMIN, DAC_OVERRIDE]']);
    expect(text).toMatch(/x-service:[^]*?read_only: true[^]*?cap_drop: \[ALL\][^]*?\n\n/);
  });
});

test('the NATS of both has the users and permissions that tools/up gives its own', () => {
  const conf = readFileSync(join(root, 'infra/nats/nats.conf'), 'utf8');
  const outdated = services.filter((service) => {
    const { publish, subscribe } = deniedSubjects(service);
    return !conf.includes(entry(service, { publish: { deny: publish }, subscribe: { deny: subscribe } }));
  });
  // tools/lib/nats-conf.mjs writes them.
  expect(outdated).toEqual([]);
  const events = { publish: { deny: ['>'] }, subscribe: { allow: streams.events.subjects } };
  expect(conf.includes(entry('subscriber', events))).toBe(true);
  expect(conf.match(/\{ user: /g)).toHaveLength(services.length + 1);
});

const entry = (user: string, permissions: object): string =>
  `{ user: ${user}, password: $NATS_${user.toUpperCase()}_PASSWORD, permissions: ${JSON.stringify(permissions)} }`;
