import { describe, expect, test } from '@jest/globals';
import { loadConfig, ServiceConfig } from './config.js';

const valid = {
  TOOLYARD_DATA: '/tmp/data',
  TOOLYARD_INSTANCE: 'test',
  TOOLYARD_PUBLIC_URL: 'http://localhost:8080',
  TOOLYARD_SERVICE_KEY: Buffer.alloc(32).toString('base64'),
  EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false',
  NATS_URL: 'nats://127.0.0.1:4222',
};

describe('the environment of a service', () => {
  test('is read with its defaults', () => {
    const config = loadConfig(ServiceConfig, { ...valid, TOOLYARD_PORT: '8123', LOG_LEVEL: '' });
    expect(config).toMatchObject({ ...valid, TOOLYARD_PORT: 8123, TOOLYARD_HOST: '127.0.0.1', LOG_LEVEL: 'info' });
  });

  test('names everything that is wrong at once', () => {
    const read = () =>
      loadConfig(ServiceConfig, {
        ...valid,
        TOOLYARD_DATA: 'relative',
        TOOLYARD_PORT: 'x',
        TOOLYARD_SERVICE_KEY: 'short',
      });
    expect(read).toThrow(/TOOLYARD_DATA(.|\n)*TOOLYARD_PORT|TOOLYARD_PORT(.|\n)*TOOLYARD_DATA/);
    expect(read).toThrow(/TOOLYARD_SERVICE_KEY/);
  });
});
