/** The fields of an OpenAPI document that are merged. */
export interface OpenApi {
  openapi?: string;
  info?: unknown;
  paths?: Record<string, unknown>;
  components?: Record<string, Record<string, unknown>>;
  tags?: { name: string }[];
}

/**
 * One document for all services. Different schemas with the same name get the service as a prefix, except the first.
 */
export function mergeOpenApi(documents: Record<string, OpenApi>, publicUrl: string): OpenApi & Record<string, unknown> {
  const paths: Record<string, unknown> = {};
  const components: Record<string, Record<string, unknown>> = {};
  const tags = new Map<string, { name: string }>();
  for (const [service, given] of Object.entries(documents)) {
    const document = renameClashes(service, given, components['schemas'] ?? {});
    for (const [path, item] of Object.entries(document.paths ?? {}))
      paths[path] = { ...(paths[path] as object | undefined), ...(item as object) };
    for (const [kind, entries] of Object.entries(document.components ?? {}))
      components[kind] = { ...entries, ...components[kind] };
    for (const tag of document.tags ?? []) tags.set(tag.name, tag);
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Toolyard API',
      version: '1',
      description: 'Servers, deployments, variables, logs and activity. Every call needs a bearer token.',
    },
    servers: [{ url: publicUrl }],
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a.localeCompare(b))),
    components,
    tags: [...tags.values()],
  };
}

function renameClashes(service: string, document: OpenApi, taken: Record<string, unknown>): OpenApi {
  const schemas = document.components?.['schemas'] ?? {};
  const clashes = Object.keys(schemas).filter(
    (name) => name in taken && JSON.stringify(taken[name]) !== JSON.stringify(schemas[name]),
  );
  if (clashes.length === 0) return document;
  let text = JSON.stringify(document);
  for (const name of clashes)
    text = text.replaceAll(`"#/components/schemas/${name}"`, `"#/components/schemas/${service}_${name}"`);
  const renamed = JSON.parse(text) as OpenApi;
  const renamedSchemas = renamed.components!['schemas']!;
  for (const name of clashes) {
    renamedSchemas[`${service}_${name}`] = renamedSchemas[name];
    delete renamedSchemas[name];
  }
  return renamed;
}
