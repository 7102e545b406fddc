import createClient from 'openapi-fetch';
import { connectionLost, errorFrom } from './error.js';
import type { paths } from './schema.js';

const timeoutMs = 30_000;
const signedOutListeners = new Set<() => void>();

/** Called whenever the API says that nobody is signed in. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export const tellSignedOut = (): void => signedOutListeners.forEach((listener) => listener());

/** The one place through which calls leave. @throws ApiError for everything that is not a success. */
export async function send(request: Request, patienceMs = timeoutMs): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(patienceMs)]) });
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw connectionLost(error);
  }
  if (response.ok) return response;
  const error = errorFrom(response.status, await response.json().catch(() => null));
  if (error.code === 'unauthenticated') tellSignedOut();
  throw error;
}

export const api = createClient<paths>({
  baseUrl: location.origin,
  fetch: (request) => send(request),
  headers: { accept: 'application/json' },
});

/** The body of an answer; `send` has thrown for every other one. */
export async function bodyOf<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await call).data as NonNullable<T>;
}

/** For paths that the API document does not have (yet): the caller says what comes back. */
export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  patienceMs?: number,
): Promise<T> {
  const response = await send(
    new Request(new URL(path, location.origin), {
      method,
      signal,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    }),
    patienceMs,
  );
  return (response.status === 204 ? undefined : await response.json()) as T;
}
