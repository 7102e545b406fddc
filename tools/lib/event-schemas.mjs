import { createGenerator } from 'ts-json-schema-generator';

/**
 * The JSON Schema (draft 7) of the data of every published event, from the compiled declarations: those have the
 * literals of what the source computes.
 * @param options.declarations file of `PublishedEvents` and `CloudEvent`
 * @param options.withheldFields no subscriber receives them
 * @returns events in the order of `nouns` as `{noun, type, schema}`, the schemas of types that they share by name, and
 *   the envelope; references are those of an AsyncAPI document
 */
export function eventSchemas({ declarations, tsconfig, nouns, withheldFields }) {
  const generator = createGenerator({
    path: declarations,
    tsconfig,
    skipTypeCheck: true,
    topRef: false,
    expose: 'export',
    additionalProperties: true,
  });
  const { definitions, properties } = generator.createSchema('PublishedEvents');
  const resolve = (schema) => (schema.$ref ? resolve(definitions[nameOf(schema.$ref)]) : schema);
  const variantsOf = (schema) => {
    const resolved = resolve(schema);
    return resolved.anyOf ? resolved.anyOf.flatMap(variantsOf) : [resolved];
  };
  const events = nouns.flatMap((noun) =>
    variantsOf(properties[noun]).map(({ properties: { type, data } }) => ({
      noun,
      type: type.const,
      schema: relocated(without(resolve(data), withheldFields)),
    })),
  );

  const shared = {};
  const collect = (value) => {
    for (const name of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (shared[name[1]]) continue;
      shared[name[1]] = relocated(definitions[name[1]]);
      collect(shared[name[1]]);
    }
  };
  collect(events);
  const clash = events.find(({ type }, i) => shared[type] || events.findIndex((other) => other.type === type) !== i);
  if (clash) throw new Error(`There are two schemas with the name ${clash.type}.`);
  const envelope = relocated(generator.createSchema('CloudEvent'));
  delete envelope.$schema;
  delete envelope.definitions;
  return { events, shared: Object.fromEntries(Object.entries(shared).toSorted()), envelope };
}

const nameOf = (ref) => decodeURIComponent(ref.slice('#/definitions/'.length));

function without(schema, fields) {
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(schema.properties).filter(([name]) => !fields.includes(name))),
    required: schema.required?.filter((name) => !fields.includes(name)),
  };
}

const relocated = (schema) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', '"#/components/schemas/'));
