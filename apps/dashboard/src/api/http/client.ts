import createClient from 'openapi-fetch';
import type { paths } from '../schema.js';
import { connectionLost, errorFrom } from './error.js';

const defaultTimeoutMs = 30_000;
const signedOutListeners = new Set<() => void>();

/** The listener is called whenever the API says that there is no login session. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export const notifySignedOut = (): void => signedOutListeners.forEach((listener) => listener());

/** Asks the user for a code before a dangerous action; answers whether the action may be repeated. */
let askStepUp: () => Promise<boolean> = () => Promise.resolve(false);

export const onStepUpNeeded = (ask: () => Promise<boolean>): void => void (askStepUp = ask);

/** Every request of the dashboard goes through here. @throws ApiError for every answer that is not a success */
export async function send(request: Request, timeoutMs = defaultTimeoutMs): Promise<Response> {
  const again = request.clone();
  let response: Response;
  try {
    response = await fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]) });
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw connectionLost(error);
  }
  if (response.ok) return response;
  const error = errorFrom(response.status, await response.json().catch(() => null));
  if (error.code === 'step_up_needed' && (await askStepUp())) return send(again, timeoutMs);
  if (error.code === 'unauthenticated') notifySignedOut();
  throw error;
}

export const api = createClient<paths>({
  baseUrl: location.origin,
  fetch: (request) => send(request),
  headers: { accept: 'application/json' },
});

/** The body of a successful answer; for every other answer `send` has thrown. */
export async function bodyOf<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await call).data as NonNullable<T>;
}

/** For requests that the typed client cannot make; the caller says what the answer is. */
export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  timeoutMs?: number,
): Promise<T> {
  const response = await send(
    new Request(new URL(path, location.origin), {
      method,
      signal,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    }),
    timeoutMs,
  );
  return (response.status === 204 ? undefined : await response.json()) as T;
}
