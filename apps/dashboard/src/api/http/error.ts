/** A failed request: the code and sentence of the API, or `status` 0 and `connection_lost` when no answer came. */
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
    'The platform does not answer. Nothing that you entered is lost; the page tries again automatically.',
    undefined,
    { cause },
  );

/** A proxy in front may answer with a page of its own, so the body can be anything. */
export function errorFrom(status: number, body: unknown): ApiError {
  const { code, message, details } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof code === 'string' && typeof message === 'string') return new ApiError(status, code, message, details);
  const unavailable = status === 502 || status === 503 || status === 504;
  return new ApiError(
    status,
    unavailable ? 'unavailable' : `http_${status}`,
    unavailable
      ? 'One service of the platform does not answer. Try again in a moment.'
      : `The platform answered with HTTP ${status} and without a reason.`,
  );
}

export const isLost = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.code === 'unavailable');

/** Whether the same request can succeed later. An answer such as 403 or 404 is final. */
export function isTemporary(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;
}

/** Codes that are about one field of the request. */
const fieldOfCode: Partial<Record<string, string>> = { repository_taken: 'source.repository' };

/** The first problem of each field of a refused form: from the `details` of `invalid_request`, or from the code. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const field = fieldOfCode[error.code];
  if (field !== undefined) return { [field]: error.message };
  if (!Array.isArray(error.details)) return {};
  const found: Record<string, string> = {};
  for (const detail of error.details as unknown[]) {
    const { field: name, problem } = (detail ?? {}) as { field?: unknown; problem?: unknown };
    if (typeof name === 'string' && typeof problem === 'string') found[name] ??= problem;
  }
  return found;
}
