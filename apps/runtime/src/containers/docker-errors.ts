import { dockerStatusOf } from '@toolyard/service';

/** The message of an engine's error without the prefixes of its layers. */
export function reasonOf(error: unknown): string {
  const { json, message } = error as { json?: { message?: string }; message: string };
  return (json?.message ?? message)
    .replace(/^.*unable to start container process: /s, '')
    .replace(/: unknown$/, '')
    .trim();
}

/** The answer, or `gone` when the container or network does not exist any more. */
export async function unlessGone<T, U>(answer: Promise<T>, gone: U): Promise<T | U> {
  try {
    return await answer;
  } catch (error) {
    // 409: it is being removed right now.
    if (dockerStatusOf(error) === 404 || (dockerStatusOf(error) === 409 && /already in progress/.test(String(error))))
      return gone;
    throw error;
  }
}
