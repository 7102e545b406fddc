interface Operation {
  summary?: string;
  responses: Record<string, unknown>;
}

/** The routes of an API document, sorted by `id`, such as `get /api/v1/servers`. */
export function describedRoutes(document: {
  paths: Record<string, Record<string, Operation>>;
}): { id: string; summary: string | undefined; statuses: string[] }[] {
  return Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { summary, responses }]) => ({
        id: `${method} ${path}`,
        summary,
        statuses: Object.keys(responses),
      })),
    )
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
