import { visibleText } from '../../../format/visible-text.js';
import { pointer } from '../schema-fields.js';

type Schema = Record<string, unknown>;

const isRecord = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const maps = ['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas'];
const lists = ['oneOf', 'anyOf', 'allOf', 'prefixItems'];
const singles = ['items', 'additionalProperties', 'if', 'then', 'else', 'not', 'contains', 'additionalItems'];
/** An endless regular expression would hold the page up; the server checks them anyway. */
const dropped = ['pattern', 'patternProperties', '$schema', '$id', 'id', '$anchor', '$dynamicRef', '$dynamicAnchor'];
const maxDepth = 30;

/**
 * The schema as a form shows it: labels and descriptions in which nothing hides or reorders, and nothing that can stop
 * the page.
 */
export function formSchema(schema: unknown): Schema {
  return isRecord(schema) ? shownAs(schema, undefined, schema, 0) : {};
}

function shownAs(schema: unknown, name: string | undefined, root: Schema, depth: number): Schema {
  if (!isRecord(schema) || depth > maxDepth) return titled(json, name);
  const shown: Schema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (dropped.includes(key)) continue;
    if (maps.includes(key))
      shown[key] = isRecord(value)
        ? Object.fromEntries(
            Object.entries(value).map(([each, inner]) => [
              each,
              shownAs(inner, key === 'properties' ? each : undefined, root, depth + 1),
            ]),
          )
        : {};
    else if (lists.includes(key))
      shown[key] = Array.isArray(value) ? value.map((each) => shownAs(each, undefined, root, depth + 1)) : [];
    else if (singles.includes(key))
      shown[key] = Array.isArray(value)
        ? value.map((each) => shownAs(each, undefined, root, depth + 1))
        : isRecord(value)
          ? shownAs(value, undefined, root, depth + 1)
          : value;
    else if (key === 'title' || key === 'description')
      shown[key] = typeof value === 'string' ? visibleText(value) : undefined;
    else shown[key] = value;
  }
  if (depth === 0 || !hasNoField(schema, root)) return titled(shown, name);
  const { $ref: _, ...described } = shown;
  return titled({ ...described, ...json }, name);
}

/** The form has a field of this name for what no other fits. */
const json: Schema = { $id: 'JsonField' };

const titled = (shown: Schema, name: string | undefined): Schema =>
  name === undefined || typeof shown['title'] === 'string' ? shown : { ...shown, title: visibleText(name) };

/**
 * A reference to nowhere, a list whose places differ or are not described, or a schema that says nothing of the value.
 */
function hasNoField(schema: Schema, root: Schema): boolean {
  if (typeof schema['$ref'] === 'string') return pointer(root, schema['$ref']) === null;
  if (schema['type'] === 'array') return !isRecord(schema['items']);
  return !['type', 'enum', 'const', 'properties', 'oneOf', 'anyOf', 'allOf', 'additionalProperties'].some(
    (key) => key in schema,
  );
}

/** Whether there is anything to fill in. */
export const takesArguments = (schema: unknown): boolean =>
  isRecord(schema) &&
  ['properties', 'oneOf', 'anyOf', 'allOf', '$ref', 'patternProperties'].some((key) =>
    isRecord(schema[key]) ? Object.keys(schema[key]).length > 0 : schema[key] !== undefined,
  );

/** The arguments that a text of JSON gives, or what is wrong with it. */
export function parseArguments(text: string): { value: Schema } | { problem: string } {
  if (text.trim() === '') return { value: {} };
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? { value } : { problem: 'Arguments are a JSON object: { … }' };
  } catch (error) {
    return { problem: `Not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
