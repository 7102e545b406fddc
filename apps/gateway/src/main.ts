import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { loadConfig, log, runService, stopOnSignal } from '@toolyard/service';
import { GatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { GatewayService } from './gateway.js';

const retryMs = 1_000;

process.env['TOOLYARD_SERVICE'] ||= 'gateway';
const config = loadConfig(GatewayConfig);
const gateway = new GatewayService(config);
let joined: INestApplication | null = null;
stopOnSignal({
  close: async () => {
    await gateway.stop();
    await joined?.close();
  },
} as INestApplication);
await gateway.listen();

/** Requests between services come through Nest on a loopback port of its own; MCP traffic does not wait for it. */
const inner: GatewayConfig = Object.assign(Object.create(GatewayConfig.prototype) as GatewayConfig, config, {
  TOOLYARD_HOST: '127.0.0.1',
  TOOLYARD_PORT: 0,
});
while (!joined) {
  try {
    joined = await runService({
      name: 'gateway',
      config: inner,
      eventStore: false,
      module: GatewayModule.of(gateway),
    });
    gateway.joinedAt(await joined.getUrl());
  } catch (error) {
    log.warn({ err: error }, 'NATS cannot be joined yet; MCP traffic goes on with the last known routes');
    await sleep(retryMs);
  }
}
