import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Right, Role } from '@toolyard/contracts';

/**
 * A role; `own`: a developer whose server it is; `usable`: every principal that may call one of the server's tools;
 * `anyone`: every principal.
 */
export type Grant = Role | 'own' | 'usable' | 'anyone';

export interface Allowed {
  grants: Grant[];
  /** What the route's parameter names; needed for `own` and `usable`, and for API keys that are limited to servers. */
  by?: 'server' | 'deployment';
  /** Name of that parameter; @default `id` */
  param?: string;
  /** What an API key needs. @default `read` for safe methods, `write` for others */
  right?: Right;
}

export const allowedKey = 'toolyard:allowed';
/** Where an operation of the OpenAPI document says who may use it: what `@Allow` was given, or `{public: true}`. */
export const accessExtension = 'x-toolyard-access';

/**
 * Who may use the route. One that says nothing is for admins alone. The OpenAPI document carries it as
 * `x-toolyard-access`.
 */
export function Allow(grants: Grant[], options: Omit<Allowed, 'grants'> = {}): MethodDecorator & ClassDecorator {
  const allowed: Allowed = { grants, ...options };
  return applyDecorators(SetMetadata(allowedKey, allowed), ApiExtension(accessExtension, { ...allowed }));
}
