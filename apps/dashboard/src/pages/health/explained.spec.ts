import { expect, test } from '@jest/globals';
import { engines, enginesOf, explain, services, servicesOf } from './explained.js';

const health = {
  status: 'failing' as const,
  services: {
    gateway: { status: 'ok' as const },
    builds: {
      status: 'failing' as const,
      checks: { docker: { ok: false, error: 'Docker is away.' }, nats: { ok: true } },
    },
    runtime: {
      status: 'failing' as const,
      checks: { docker: { ok: false, error: 'Docker is away.' }, nats: { ok: true } },
    },
    secrets: { status: 'missing' as const, error: 'It does not answer.' },
  },
};

test('an unreachable engine comes first, with the services that need it', () => {
  expect(enginesOf(health)).toEqual([
    {
      key: 'docker',
      ok: false,
      usedBy: ['builds', 'runtime'],
      failing: [
        { service: 'builds', error: 'Docker is away.' },
        { service: 'runtime', error: 'Docker is away.' },
      ],
    },
    { key: 'nats', ok: true, usedBy: ['builds', 'runtime'], failing: [] },
  ]);
});

test('services with problems come first', () => {
  expect(servicesOf(health).map(([name]) => name)).toEqual(['builds', 'runtime', 'secrets', 'gateway']);
});

test('every service and engine has an explanation, and an unknown one its name', () => {
  for (const explanation of [...Object.values(services), ...Object.values(engines)])
    for (const text of Object.values(explanation)) expect(text).not.toBe('');
  expect(explain(services, 'constructor')).toMatchObject({ name: 'constructor', does: '' });
});
