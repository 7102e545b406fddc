import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '@toolyard/service';
import { GatewayConfig } from '../../gateway.config.js';

const url = 'http://127.0.0.1:1';
const required = {
  TOOLYARD_DATA: '/data',
  TOOLYARD_INSTANCE: 'test',
  TOOLYARD_PUBLIC_URL: 'https://tools.test',
  TOOLYARD_SERVICE_KEY: Buffer.alloc(32).toString('base64'),
  TOOLYARD_RUN_ID: 'run',
  NATS_URL: 'nats://127.0.0.1:1',
  EVENTSTORE_URL: 'esdb://127.0.0.1:1',
  ...Object.fromEntries(
    ['IDENTITY', 'REGISTRY', 'BUILDS', 'SECRETS', 'ANALYTICS', 'RUNTIME'].map((name) => [`TOOLYARD_${name}_URL`, url]),
  ),
};
const otlp = (env: NodeJS.ProcessEnv) => loadConfig(GatewayConfig, { ...required, ...env }).otlp;

describe('the collector', () => {
  test('is none without an endpoint', () => {
    expect(otlp({ OTEL_EXPORTER_OTLP_HEADERS: 'a=b' })).toBeUndefined();
  });

  test('is the one of the standard variable, unless the own one names another', () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector:4318';
    expect(otlp({ OTEL_EXPORTER_OTLP_ENDPOINT })).toMatchObject({ endpoint: 'http://collector:4318', ratio: 1 });
    const own = { TOOLYARD_OTLP_ENDPOINT: 'https://other:4318', TOOLYARD_TRACE_RATIO: '0.25' };
    expect(otlp({ OTEL_EXPORTER_OTLP_ENDPOINT, ...own })).toMatchObject({
      endpoint: 'https://other:4318',
      ratio: 0.25,
    });
  });

  test('gets its headers decoded', () => {
    const env = { TOOLYARD_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20a=, x-team = b' };
    expect(otlp(env)!.headers).toEqual({ authorization: 'Bearer a=', 'x-team': 'b' });
  });

  test.each([{ TOOLYARD_OTLP_ENDPOINT: 'collector' }, { TOOLYARD_TRACE_RATIO: '2' }])('of %p is refused', (env) => {
    expect(() => otlp(env)).toThrow();
  });
});
