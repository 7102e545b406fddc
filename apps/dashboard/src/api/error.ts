/**
 * What went wrong with a call of the API: its code and sentence, or that no answer came (`status` 0, code
 * `connection_lost`).
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details?: unknown,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export const connectionLost = (cause: unknown): ApiError =>
  new ApiError(
    0,
    'connection_lost',
    'The platform does not answer. Nothing was lost here; the page tries again by itself.',
    undefined,
    { cause },
  );

/** A proxy in front may answer with a page of its own, so nothing is taken for granted. */
export function errorFrom(status: number, body: unknown): ApiError {
  const { code, message, details } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof code === 'string' && typeof message === 'string') return new ApiError(status, code, message, details);
  const unavailable = status === 502 || status === 503 || status === 504;
  return new ApiError(
    status,
    unavailable ? 'unavailable' : `http_${status}`,
    unavailable
      ? 'A part of the platform does not answer. Try again in a moment.'
      : `The platform answered with HTTP ${status} and without a reason.`,
  );
}

export const isLost = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.code === 'unavailable');

/** A refusal stays one however often it is asked; only what can pass is asked again. */
export function canPass(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;
}

/**
 * What a refused form says of its fields: `details` of `invalid_request` lists them. The first problem of a field
 * counts.
 */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError) || !Array.isArray(error.details)) return {};
  const found: Record<string, string> = {};
  for (const each of error.details as unknown[]) {
    const { field, problem } = (each ?? {}) as { field?: unknown; problem?: unknown };
    if (typeof field === 'string' && typeof problem === 'string') found[field] ??= problem;
  }
  return found;
}
