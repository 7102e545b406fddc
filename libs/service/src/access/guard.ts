import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import { type Actor, actorOf, type Principal, type RefusalReason, Rejected } from '@toolyard/contracts';
import type { Request } from 'express';
import { accessExtension, type Allowed, allowedKey } from './allow.js';
import { isSameOrigin, sessionCookie } from './browser.js';
import type { GuardedRequest } from './guarded-request.js';
import { ServiceConfig } from '../config.js';
import { isDangerous, isSafeMethod, needsServer, refusalOf, rightNeeded } from './permission.js';
import { Principals } from './principals.js';

const publicKey = 'toolyard:public';

/** The route needs no sign-in. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(publicKey, true), ApiExtension(accessExtension, { public: true }));

/** The token of an `Authorization` header (RFC 6750, section 2.1); undefined when it has none of that form. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '')?.[1];
}

/**
 * Guards every HTTP route that is not `@Public()`. Requests between services come over NATS and are not asked again.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: ServiceConfig,
    private readonly principals: Principals,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(publicKey, targets)) return true;
    const request = context.switchToHttp().getRequest<GuardedRequest>();
    const principal = (request.principal = await this.principal(request));
    const allowed = this.reflector.getAllAndOverride<Allowed | undefined>(allowedKey, targets) ?? {
      audiences: ['admin'],
    };
    const right = rightNeeded(request.method, allowed.right);
    const server = needsServer(principal, allowed)
      ? await this.principals.server(allowed.by!, String(request.params[allowed.param ?? 'id']))
      : undefined;
    const refuse = (reason: RefusalReason, rejected: Rejected): never => {
      request.refusal = { reason, audiences: allowed.audiences };
      throw rejected;
    };
    const refusal = refusalOf(principal, allowed.audiences, right, server);
    if (refusal) return refuse(refusal.reason, new Rejected('forbidden', refusal.sentence));
    if (allowed.session && principal.via !== 'session') return refuse('session', sessionNeeded());
    if (principal.stepUp === 'needed' && isDangerous(allowed, request.body))
      return refuse('second_factor', stepUpNeeded());
    return true;
  }

  private async principal(request: Request): Promise<Principal> {
    const token = bearerToken(request.headers.authorization);
    const session =
      token === undefined ? sessionCookie(request.headers.cookie, this.config.TOOLYARD_PUBLIC_URL) : undefined;
    if (token === undefined && session === undefined)
      throw unauthenticated('This needs a sign-in or a token. Send an API key as "Authorization: Bearer <token>".');
    if (
      session !== undefined &&
      !isSafeMethod(request.method) &&
      !isSameOrigin(request.headers, this.config.TOOLYARD_PUBLIC_URL)
    ) {
      throw new Rejected(
        'forbidden',
        'The request came from a page of another origin, so nothing was changed. Repeat it in the ' +
          'dashboard, or use an API key.',
      );
    }
    const principal = await this.principals.resolve({ token, session });
    if (principal) return principal;
    throw unauthenticated(
      session === undefined
        ? 'The token is not valid, has expired or was revoked. Make a new API key, or sign in.'
        : 'You are signed out. Sign in again; nothing was changed.',
    );
  }
}

const unauthenticated = (sentence: string): Rejected => new Rejected('unauthenticated', sentence);

const sessionNeeded = (): Rejected =>
  new Rejected(
    'forbidden',
    'This is for a user in a session of the dashboard, not for an API key. Nothing was changed; sign in.',
  );

const stepUpNeeded = (): Rejected =>
  new Rejected(
    'step_up_needed',
    'This gives rights away or cannot be undone, so it needs a code of your authenticator app. ' +
      'Nothing was changed; enter the code, then repeat it.',
  );

function principalOf(context: ExecutionContext): Principal {
  const { principal } = context.switchToHttp().getRequest<GuardedRequest>();
  if (!principal)
    throw unauthenticated('This needs a sign-in or a token. Send an API key as "Authorization: Bearer <token>".');
  return principal;
}

/** The principal that the guard allowed. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal =>
  principalOf(context),
);

/** The principal that the guard allowed, as events name it. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor =>
  actorOf(principalOf(context)),
);
