/**
 * The catalogue of errors that programs may rely on: code → HTTP status. `docs/errors.md` has a row for each.
 * The sentence for people is written where the error is thrown; it says what happened, what was kept and what to do
 * next.
 */
export const errorStatus = {
  invalid_request: 400,
  malformed_json: 400,
  unauthenticated: 401,
  sign_in_failed: 401,
  second_factor_needed: 401,
  second_factor_failed: 401,
  forbidden: 403,
  step_up_needed: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  slug_taken: 409,
  repository_taken: 409,
  email_taken: 409,
  last_admin: 409,
  default_group: 409,
  auth_method_fixed: 409,
  source_not_connected: 409,
  variables_undeliverable: 409,
  quota_exceeded: 409,
  server_disabled: 409,
  deployment_ended: 409,
  nothing_to_deploy: 409,
  image_gone: 409,
  link_invalid: 410,
  reserved_name: 422,
  weak_password: 422,
  payload_too_large: 413,
  too_many_requests: 429,
  internal: 500,
  upstream_failed: 502,
  unavailable: 503,
  timeout: 504,
  disk_full: 507,
} as const satisfies Record<string, number>;

/** A code of the catalogue, which docs/errors.md explains. */
export type ErrorCode = keyof typeof errorStatus;

/** The body of every error answer of the REST API. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  details?: unknown;
}

/** The status of an answer. A quota that frees itself with time is 429 instead of 409. */
export function errorStatusOf({ code, details }: ErrorBody): number {
  const waits = code === 'quota_exceeded' && retryAfterSeconds({ code, details }) !== undefined;
  return waits ? errorStatus.too_many_requests : errorStatus[code];
}

/** Seconds after which the same request may succeed; undefined when time alone does not help, or it is not known. */
export function retryAfterSeconds({ details }: Pick<ErrorBody, 'code' | 'details'>): number | undefined {
  return (details as { retryAfterSeconds?: number } | undefined)?.retryAfterSeconds;
}

/** The domain or a service says no. One filter maps it to HTTP, one to the reply of a request between services. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: unknown,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
