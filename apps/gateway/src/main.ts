import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig, log, runService, stopOnSignal } from '@toolyard/service';
import { GatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { GatewayService } from './gateway.js';

const retryMs = 1_000;

process.env['TOOLYARD_SERVICE'] ||= 'gateway';
// Files are made before the service is run.
process.umask(0o077);
const config = loadConfig(GatewayConfig);
const { otlp } = config;
// Loaded only where it is used, which keeps memory and start as they are.
const tracing = otlp && (await import('./mcp/tracing/otlp.js')).openTelemetry(otlp);
const gateway = new GatewayService(config, tracing);
let service: Awaited<ReturnType<typeof runService>> | null = null;
stopOnSignal({
  close: async () => {
    await gateway.stop();
    await service?.close();
  },
});
await gateway.listen();

// Nest starts only when NATS can be reached, on a loopback port of its own; MCP requests do not wait for it.
while (!service) {
  try {
    service = await runService({
      name: 'gateway',
      config,
      address: { host: '127.0.0.1', port: 0 },
      eventStore: false,
      module: GatewayModule.of(gateway),
    });
    gateway.serveOwnRoutesAt(await service.getUrl());
  } catch (error) {
    log.warn({ err: error }, 'NATS cannot be reached yet; MCP requests are forwarded by the stored routes');
    await sleep(retryMs);
  }
}
