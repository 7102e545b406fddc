import { isRecord, type JsonRecord } from '../../../format/json.js';
import { visibleText } from '../../../format/visible-text.js';
import { pointer } from '../schema-fields.js';

type Schema = JsonRecord;

const maps = ['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas'];
const lists = ['oneOf', 'anyOf', 'allOf', 'prefixItems'];
const singles = ['items', 'additionalProperties', 'if', 'then', 'else', 'not', 'contains', 'additionalItems'];
/** Left out: a slow regular expression would block the page, and the server checks patterns anyway. */
const dropped = ['pattern', 'patternProperties', '$schema', '$id', 'id', '$anchor', '$dynamicRef', '$dynamicAnchor'];
const maxDepth = 30;

/**
 * The schema for the form. In labels and descriptions invisible characters are made visible. Keywords that can block
 * the page are left out.
 */
export function formSchema(schema: unknown): Schema {
  return isRecord(schema) ? shownAs(schema, undefined, schema, 0) : {};
}

function shownAs(schema: unknown, name: string | undefined, root: Schema, depth: number): Schema {
  if (!isRecord(schema) || depth > maxDepth) return titled(json, name);
  const inner = (value: unknown, key?: string): Schema => shownAs(value, key, root, depth + 1);
  const shown: Schema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (!dropped.includes(key)) shown[key] = shownValue(key, value, inner);
  }
  if (depth === 0 || !hasNoField(schema, root)) return titled(shown, name);
  const { $ref: _, ...described } = shown;
  return titled({ ...described, ...json }, name);
}

type Inner = (value: unknown, key?: string) => Schema;

/** The value of a keyword, with the schemas inside it converted too. */
function shownValue(key: string, value: unknown, inner: Inner): unknown {
  if (maps.includes(key)) return isRecord(value) ? shownMap(key, value, inner) : {};
  if (lists.includes(key)) return Array.isArray(value) ? value.map((item) => inner(item)) : [];
  if (singles.includes(key)) {
    if (Array.isArray(value)) return value.map((item) => inner(item));
    return isRecord(value) ? inner(value) : value;
  }
  if (key === 'title' || key === 'description') return typeof value === 'string' ? visibleText(value) : undefined;
  return value;
}

const shownMap = (key: string, schemas: JsonRecord, inner: Inner): JsonRecord =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, value]) => [name, inner(value, key === 'properties' ? name : undefined)]),
  );

/** The name of the form's field for values that have no other field. */
const json: Schema = { $id: 'JsonField' };

const titled = (shown: Schema, name: string | undefined): Schema =>
  name === undefined || typeof shown['title'] === 'string' ? shown : { ...shown, title: visibleText(name) };

/** A reference without a target, a list without one schema for its items, or a schema without any type. */
function hasNoField(schema: Schema, root: Schema): boolean {
  if (typeof schema['$ref'] === 'string') return pointer(root, schema['$ref']) === null;
  if (schema['type'] === 'array') return !isRecord(schema['items']);
  return !['type', 'enum', 'const', 'properties', 'oneOf', 'anyOf', 'allOf', 'additionalProperties'].some(
    (key) => key in schema,
  );
}

/** Whether the schema has arguments to fill in. */
export const takesArguments = (schema: unknown): boolean =>
  isRecord(schema) &&
  ['properties', 'oneOf', 'anyOf', 'allOf', '$ref', 'patternProperties'].some((key) =>
    isRecord(schema[key]) ? Object.keys(schema[key]).length > 0 : schema[key] !== undefined,
  );

/** The arguments in a JSON text, or its problem. */
export function parseArguments(text: string): { value: Schema } | { problem: string } {
  if (text.trim() === '') return { value: {} };
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? { value } : { problem: 'Arguments are a JSON object: { … }' };
  } catch (error) {
    return { problem: `Not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
