/** Operations of an OpenAPI document (3.x) as tools: name, description, JSON Schema of the input, and the request. */

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** The object that a reference within the document (`#/...`) leads to. */
const resolve = (document, value) =>
  value?.$ref === undefined
    ? value
    : value.$ref
        .slice(2)
        .split('/')
        .reduce((at, key) => at?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);

/** @param {object} document OpenAPI 3.x as JSON */
export function operationsOf(document) {
  const found = [];
  for (const [path, item] of Object.entries(document.paths ?? {}))
    for (const method of methods.filter((each) => item[each])) {
      const operation = item[method];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])]
        .map((each) => resolve(document, each))
        .filter((each) => each.in === 'path' || each.in === 'query');
      const body = resolve(document, operation.requestBody);
      const bodySchema = resolve(document, body?.content?.['application/json']?.schema);
      const properties = Object.fromEntries(
        parameters.map(({ name, description, schema }) => [name, { ...resolve(document, schema), description }]),
      );
      if (bodySchema) properties.body = bodySchema;
      const required = parameters.filter((each) => each.required).map(({ name }) => name);
      found.push({
        name: (operation.operationId ?? `${method}_${path}`).replace(/[^\w-]+/g, '_').slice(0, 64),
        description: operation.summary ?? operation.description ?? `${method.toUpperCase()} ${path}`,
        inputSchema: {
          type: 'object',
          properties,
          required: body?.required && bodySchema ? [...required, 'body'] : required,
          ...(document.components ? { components: document.components } : {}),
        },
        request: (input) => requestOf({ method, path, parameters }, input),
      });
    }
  return found;
}

/** Path, query and body of one call. */
function requestOf({ method, path, parameters }, input) {
  const query = new URLSearchParams();
  let filled = path;
  for (const { name, in: place } of parameters) {
    if (input[name] === undefined) continue;
    if (place === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(input[name]));
    else for (const value of [input[name]].flat()) query.append(name, String(value));
  }
  const text = query.toString();
  return { method: method.toUpperCase(), path: text ? `${filled}?${text}` : filled, body: input.body };
}
