import { expect, test } from '@jest/globals';
import { inherited } from './layout.js';

test('children take over the environment without the secrets that only one of them needs', () => {
  const secrets = ['NATS_TOKEN', 'GITHUB_APP_KEY', 'TOOLYARD_MASTER_KEY', 'OTEL_EXPORTER_OTLP_HEADERS'];
  const env = inherited({ ...Object.fromEntries(secrets.map((name) => [name, 'x'])), TOOLYARD_TRACE_RATIO: '0.5' });
  expect(Object.keys(env).filter((name) => secrets.includes(name))).toEqual([]);
  expect(env['TOOLYARD_TRACE_RATIO']).toBe('0.5');
});
