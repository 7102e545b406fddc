import type { Server } from 'node:http';
import { enableCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { correlationId, natsOptions, withCorrelation } from '@toolyard/messaging';
import type { NextFunction, Request, Response } from 'express';
import { loadConfig, type ServiceConfig } from './config.js';
import { RefusedActions } from './access/refused-actions.js';
import { log, NestLog } from './observing/log.js';
import { httpDuration } from './observing/metrics.js';
import { refuseDeepNesting } from './http/json-depth.js';
import { openApiAt } from './http/openapi.js';
import { PlatformModule } from './platform.module.js';
import { stopOnSignal } from './stop.js';
import { validationPipe } from './http/validation.js';

/** How a service starts, unless it is as most are. */
export interface StartOptions {
  /** Runs before any body is parsed: the place for raw routes. */
  configure?: (app: NestExpressApplication) => void;
  /**
   * False for a service that neither stores nor follows events.
   * @default true
   */
  eventStore?: boolean;
}

/** What a service is made of. */
export interface ServiceOptions extends StartOptions {
  name: string;
  config: ServiceConfig;
  /** The service's own module; it finds what `PlatformModule` exports. */
  module: Type | DynamicModule;
  /**
   * Where HTTP listens.
   * @default the configured host and port
   */
  address?: { host: string; port: number };
}

const bodyLimit = '1mb';
/** Longer than any proxy in front keeps an idle connection, so that the proxy closes first. */
const keepAliveMs = 75_000;

@Module({})
class RootModule {}

/** The name of a service follows from the class of its module: `SecretsModule` is `secrets`. */
export const serviceName = (module: Type): string => module.name.replace(/Module$/, '').toLowerCase();

/**
 * Reads the environment and starts a service with it.
 * @param module the service's own module, named `<Service>Module`
 * @param configType what the environment is read into
 * @throws Error with one line per variable that is missing or wrong
 */
export function startService(
  module: Type,
  configType: new () => ServiceConfig,
  options: StartOptions = {},
): Promise<NestExpressApplication> {
  return runService({ ...options, name: serviceName(module), config: loadConfig(configType), module });
}

/**
 * Runs a service on a configuration that was read before: HTTP on its port and answers to requests over NATS. Stops
 * gracefully on SIGTERM, on SIGINT, and when the parent process has ended.
 */
export async function runService(options: ServiceOptions): Promise<NestExpressApplication> {
  enableCompileCache();
  // What a service stores is for its owner alone.
  process.umask(0o077);
  const { name, config } = options;
  const root = {
    module: RootModule,
    imports: [PlatformModule.forRoot({ name, config, eventStore: options.eventStore ?? true }), options.module],
  };
  const app = await NestFactory.create<NestExpressApplication>(root, {
    logger: new NestLog(),
    bodyParser: false,
    abortOnError: false,
  });
  app.disable('x-powered-by');
  app.use(observe);
  app.use(app.get(RefusedActions).watch);
  options.configure?.(app);
  // Nest hands every option to the body parser, but its type names only some.
  app.useBodyParser('json', { limit: bodyLimit, verify: refuseDeepNesting } as { limit: string });
  app.useGlobalPipes(validationPipe());
  app.connectMicroservice(
    {
      transport: Transport.NATS,
      options: {
        ...natsOptions(config.nats),
        name: `${name} answers`,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 250,
      },
    },
    { inheritAppConfig: true },
  );
  openApiAt(app, name);
  await app.startAllMicroservices();
  const address = options.address ?? { host: config.TOOLYARD_HOST, port: config.TOOLYARD_PORT };
  await app.listen(address.port, address.host);
  const server = app.getHttpServer() as Server;
  server.keepAliveTimeout = keepAliveMs;
  stopOnSignal(app);
  log.info({ port: (server.address() as AddressInfo).port }, `${name} is listening`);
  return app;
}

/** Ties the correlation id to everything done for the request, and logs and measures it. */
function observe(request: Request, response: Response, next: NextFunction): void {
  const started = performance.now();
  const given = request.headers['x-correlation-id'];
  withCorrelation(
    typeof given === 'string' ? given : undefined,
    () => {
      response.setHeader('X-Correlation-Id', correlationId());
      response.on('close', () => {
        const seconds = (performance.now() - started) / 1_000;
        httpDuration.observe({ method: request.method, status: String(response.statusCode) }, seconds);
        const quiet = ['/health', '/health/live', '/metrics'].includes(request.originalUrl);
        log[quiet ? 'trace' : 'info'](
          {
            method: request.method,
            path: withoutTokens(request.originalUrl.split('?', 1)[0]!),
            status: response.statusCode,
            ms: Math.round(seconds * 1_000),
          },
          'request',
        );
      });
      next();
    },
    addressOf(request),
  );
}

/** Links for signing in or creating an account carry their token in the path; ids are shorter. */
const withoutTokens = (path: string): string => path.replace(/[\w-]{43,}/g, '***');

/** The address that the proxy in front saw; what the client claims comes before it in the header. */
function addressOf(request: Request): string | undefined {
  const forwarded = request.headers['x-forwarded-for'];
  const last = (Array.isArray(forwarded) ? forwarded.at(-1) : forwarded)?.split(',').at(-1)?.trim();
  return (last || request.socket.remoteAddress)?.replace(/^::ffff:/, '');
}
