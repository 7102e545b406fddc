import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { isSameOrigin, ServiceConfig } from '@toolyard/service';
import type { Request } from 'express';

/**
 * For routes that set a cookie and need none: a page of another origin must not sign its visitor in to another account.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(private readonly config: ServiceConfig) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    // A program sends neither header; it keeps no cookies of a user that could be replaced.
    const isProgram = headers.origin === undefined && headers['sec-fetch-site'] === undefined;
    if (isProgram || isSameOrigin(headers, this.config.publicUrl)) return true;
    throw new Rejected(
      'forbidden',
      'The request did not come from a page of this platform, so nothing was changed. Repeat it in the dashboard.',
    );
  }
}
