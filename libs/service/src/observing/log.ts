import type { LoggerService } from '@nestjs/common';
import { currentCorrelation } from '@toolyard/messaging';
import { type Logger, pino } from 'pino';
import { loggedError } from './logged-error.js';

/** The process's logger: JSON lines on stdout, each with the correlation id of the request it belongs to. */
export const log: Logger = pino({
  level: process.env['LOG_LEVEL'] || 'info',
  base: { service: process.env['TOOLYARD_SERVICE'] || 'toolyard' },
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: loggedError },
  formatters: { level: (label) => ({ level: label }) },
  mixin: () => {
    const correlationId = currentCorrelation();
    return correlationId ? { correlationId } : {};
  },
});

/** Lets Nest's own messages take the same way. */
export class NestLog implements LoggerService {
  log(message: unknown, context?: unknown): void {
    log.debug({ context }, String(message));
  }
  warn(message: unknown, context?: unknown): void {
    log.warn({ context }, String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    log.error({ context: rest.at(-1) }, String(message));
  }
  debug(message: unknown, context?: unknown): void {
    log.trace({ context }, String(message));
  }
  verbose(message: unknown, context?: unknown): void {
    log.trace({ context }, String(message));
  }
}
