/** HTTP status of an error of the engine's API; undefined for an error of the connection. */
export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

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
    if (statusOf(error) === 404 || (statusOf(error) === 409 && /already in progress/.test(String(error)))) return gone;
    throw error;
  }
}
