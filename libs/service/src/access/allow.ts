import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Right, Role } from '@toolyard/contracts';

/**
 * A role; `own`: a developer whose server it is; `usable`: every principal that may call one of the server's tools;
 * `anyone`: every principal.
 */
export type Audience = Role | 'own' | 'usable' | 'anyone';

/** Who may use a route, and what it concerns. */
export interface Allowed {
  audiences: Audience[];
  /** What the route's parameter names; needed for `own` and `usable`, and for API keys that are limited to servers. */
  by?: 'server' | 'deployment';
  /** Name of that parameter; @default `id` */
  param?: string;
  /** What an API key needs. @default `read` for safe methods, `write` for others */
  right?: Right;
  /**
   * It gives rights away or cannot be undone: a session of a user with a second factor needs to have used it lately.
   * Fields of the body: only with these values.
   */
  stepUp?: true | Record<string, unknown>;
  /** A session is needed: an API key, which may have been stolen, is refused. */
  session?: boolean;
}

/** Key of the metadata that `@Allow` sets on a route. */
export const allowedKey = 'toolyard:allowed';
/** Where an operation of the OpenAPI document says who may use it: what `@Allow` was given, or `{public: true}`. */
export const accessExtension = 'x-toolyard-access';

/**
 * Who may use the route. One that says nothing is for admins alone. The OpenAPI document carries it as
 * `x-toolyard-access`, with the audiences as `grants`.
 */
export function Allow(
  audiences: Audience[],
  options: Omit<Allowed, 'audiences'> = {},
): MethodDecorator & ClassDecorator {
  const allowed: Allowed = { audiences, ...options };
  return applyDecorators(
    SetMetadata(allowedKey, allowed),
    ApiExtension(accessExtension, { grants: audiences, ...options }),
  );
}
