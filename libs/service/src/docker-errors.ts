/** HTTP status of an error of the Docker Engine's API; undefined for an error of the connection. */
export function dockerStatusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number } | null)?.statusCode;
}
