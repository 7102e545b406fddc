import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type ErrorBody, type ErrorCode, errorStatusOf, Rejected, retryAfterSeconds } from '@toolyard/contracts';
import { EventStoreFull, EventStoreUnavailable, RevisionConflict } from '@toolyard/event-store';
import { correlationId } from '@toolyard/messaging';
import type { Response } from 'express';
import { type Observable, throwError } from 'rxjs';
import { log } from '../observing/log.js';
import { mostLevels, tooDeep } from './json-depth.js';

const codeOfStatus: Record<number, ErrorCode> = {
  400: 'invalid_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  413: 'payload_too_large',
  429: 'too_many_requests',
  503: 'unavailable',
};

/** What the body parser throws before a controller is reached. */
function ofBodyParser(error: unknown): ErrorBody | undefined {
  if (typeof error !== 'object' || error === null || !('type' in error)) return undefined;
  if (error.type === 'entity.parse.failed')
    return { code: 'malformed_json', message: 'The request body is not valid JSON. Nothing was changed.' };
  if (error.type === 'entity.too.large')
    return { code: 'payload_too_large', message: 'The request body is larger than 1 MiB. Nothing was changed.' };
  if (error.type === tooDeep)
    return {
      code: 'invalid_request',
      message: `The request body nests deeper than ${mostLevels} levels. Nothing was changed.`,
    };
  if (error.type === 'encoding.unsupported' || error.type === 'charset.unsupported') {
    return {
      code: 'invalid_request',
      message: 'The request body has an encoding that is not supported. Send UTF-8 JSON.',
    };
  }
  return undefined;
}

/** What an error is answered with. The message of an error that is not ours stays out of it and goes to the log. */
export function errorBody(error: unknown): ErrorBody {
  if (error instanceof Rejected)
    return {
      code: error.code,
      message: error.message,
      ...(error.details === undefined ? {} : { details: error.details }),
    };
  if (error instanceof EventStoreUnavailable) {
    log.warn({ err: error }, 'the event store does not answer');
    return {
      code: 'unavailable',
      message:
        'The event store cannot be reached right now, so it is not certain whether the change was stored. ' +
        'Look again in a moment before you repeat it.',
    };
  }
  if (error instanceof EventStoreFull) {
    log.error({ err: error }, 'the event store has no room');
    return {
      code: 'disk_full',
      message: 'The disk of the platform is full. Nothing was changed; an administrator has to free space first.',
    };
  }
  if (error instanceof RevisionConflict) {
    return {
      code: 'conflict',
      message: 'Too many changes were made to this at the same time. This one was not stored; try again.',
    };
  }
  const parsed = ofBodyParser(error) ?? (error instanceof HttpException ? ofBodyParser(error.cause) : undefined);
  if (parsed) return parsed;
  if (error instanceof HttpException && error.getStatus() < 500) {
    if (error.getStatus() === 400 && /JSON/.test(error.message))
      return { code: 'malformed_json', message: 'The request body is not valid JSON. Nothing was changed.' };
    return { code: codeOfStatus[error.getStatus()] ?? 'invalid_request', message: error.message };
  }
  log.error({ err: error }, 'unexpected error');
  return {
    code: 'internal',
    message:
      `Something went wrong on our side. The details are in the service's log under correlation id ` +
      `${correlationId()}.`,
  };
}

/** The one place where errors become answers: HTTP status and body, or the error of a request between services. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    const body = errorBody(error);
    if (host.getType() === 'rpc') return throwError(() => body);
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (body.code === 'unauthenticated') response.setHeader('WWW-Authenticate', 'Bearer');
    const status = errorStatusOf(body);
    if (status === 429) response.setHeader('Retry-After', String(retryAfterSeconds(body) ?? 60));
    response.status(status).json(body);
  }
}
