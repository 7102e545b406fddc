import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { isSameOrigin, ServiceConfig } from '@toolyard/service';
import type { Request } from 'express';

/** For routes that set a cookie and need none: a page of another origin must not sign somebody in as somebody else. */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(private readonly config: ServiceConfig) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    // A program sends neither; it has no cookies of somebody else's that could be put in place of theirs.
    const isProgram = headers.origin === undefined && headers['sec-fetch-site'] === undefined;
    if (isProgram || isSameOrigin(headers, this.config.publicUrl)) return true;
    throw new Rejected(
      'forbidden',
      'The request did not come from a page of this platform, so nothing was changed. Repeat it in the dashboard.',
    );
  }
}
