/** `refused`: nothing listens. `silent`: no answer in time. `broken`: cut off. `too_large`: over the byte budget. */
export type ConnectionFailure = 'refused' | 'silent' | 'broken' | 'too_large';

/** No complete answer came. The message is our own sentence; the error below it is the cause. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';

  constructor(
    readonly failure: ConnectionFailure,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

const refusedCodes = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What an error of `node:http` or of the global `fetch` means. */
export function connectionErrorOf(error: unknown): ConnectionError {
  if (error instanceof ConnectionError) return error;
  // `fetch` wraps the error that has the code.
  const { code, cause } = error as NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException };
  return ofCode(code ?? cause?.code, error);
}

function ofCode(code: string | undefined, error: unknown): ConnectionError {
  if (code !== undefined && refusedCodes.has(code))
    return new ConnectionError('refused', 'the connection was refused', { cause: error });
  return new ConnectionError('broken', `the connection broke${code ? ` (${code})` : ''}`, { cause: error });
}
