import {
  type ArgumentsHost,
  type CallHandler,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type ErrorCode, errorStatus } from '@toolyard/contracts';
import { errorBody, refuseDeepNesting } from '@toolyard/service';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { Observable } from 'rxjs';
import { errorAnswer, ScimError, type ScimType } from './scim-messages.js';

const mediaType = 'application/scim+json';
/** Room for the members of a large group. */
const bodyLimit = '2mb';

/** Bodies come as `application/scim+json`, which the service's own parser leaves alone. */
export function mountScim(app: NestExpressApplication): void {
  app.use(
    '/scim/v2',
    express.json({
      type: ['application/scim+json', 'application/json'],
      limit: bodyLimit,
      verify: refuseDeepNesting,
    }),
    (error: Error & { type?: string }, _: Request, response: Response, next: NextFunction) => {
      if (error.type === undefined) return next(error);
      const [status, message] =
        error.type === 'entity.too.large'
          ? [413, 'The body is too large. Nothing was changed.']
          : [400, 'The body cannot be read as JSON. Nothing was changed.'];
      response
        .status(status)
        .type(mediaType)
        .json(errorAnswer({ status, message, scimType: status === 400 ? 'invalidSyntax' : undefined }));
    },
  );
}

const scimTypes: Partial<Record<ErrorCode, ScimType>> = {
  email_taken: 'uniqueness',
  conflict: 'uniqueness',
  invalid_request: 'invalidValue',
};

/** Errors in the form of RFC 7644, section 3.12, those of the guard too. */
@Catch()
export class ScimErrorsFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const answer = error instanceof ScimError ? error : ofCatalogue(error);
    if (answer.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response.status(answer.status).type(mediaType).json(errorAnswer(answer));
  }
}

function ofCatalogue(error: unknown): Pick<ScimError, 'status' | 'scimType' | 'message'> {
  const { code, message } = errorBody(error);
  return { status: errorStatus[code], message, scimType: scimTypes[code] };
}

@Injectable()
export class ScimMediaType implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    context.switchToHttp().getResponse<Response>().type(mediaType);
    return next.handle();
  }
}
