import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Actor, Rejected } from '@toolyard/contracts';
import type { Request } from 'express';
import { ServiceConfig } from './config.js';

const publicKey = 'toolyard:public';

/** The route needs no token. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(publicKey, true);

export const adminActor: Actor = { kind: 'apikey', id: 'admin', name: 'admin' };

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in constant time, whatever the lengths. */
export function isAdminToken(token: string | undefined, config: ServiceConfig): boolean {
  return token !== undefined && timingSafeEqual(digest(token), digest(config.TOOLYARD_ADMIN_TOKEN));
}

export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '')?.[1];
}

/** Guards every HTTP route that is not `@Public()`. Requests between services come over NATS and are not asked again. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: ServiceConfig,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    if (this.reflector.getAllAndOverride<boolean>(publicKey, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<Request & { actor?: Actor }>();
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) throw new Rejected('unauthenticated', 'This needs a token. Send it as "Authorization: Bearer <token>".');
    if (!isAdminToken(token, this.config)) throw new Rejected('unauthenticated', 'The token is not valid. The valid one was printed when the platform started.');
    request.actor = adminActor;
    return true;
  }
}

/** The actor that the guard found. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<Request & { actor?: Actor }>();
  if (!actor) throw new Rejected('unauthenticated', 'This needs a token. Send it as "Authorization: Bearer <token>".');
  return actor;
});
