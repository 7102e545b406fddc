import { isRecord, type JsonRecord } from '../../format/json.js';

/** One field of a JSON schema, in words. All texts in it come from the server and are not trusted. */
export interface Field {
  /** The path from the root: `filter.tags[]`. */
  path: string;
  depth: number;
  type: string;
  required: boolean;
  description: string;
  /** The limits of a value, in words. */
  limits: string[];
  /** The allowed values as JSON. */
  values: string[];
  /** The default value as JSON. */
  fallback: string | null;
}

type Schema = JsonRecord;

const maxDepth = 6;
const maxFields = 300;
const shownValues = 30;

const recordsIn = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const listIn = (schema: Schema, key: string): unknown[] | undefined =>
  Array.isArray(schema[key]) ? schema[key] : undefined;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Follows references inside the document. A reference without a target or in a circle becomes an empty schema. */
function resolved(schema: Schema, root: Schema): Schema {
  let found = schema;
  for (let hops = 0; typeof found['$ref'] === 'string'; hops++) {
    const target = hops < 20 ? pointer(root, found['$ref']) : null;
    if (!target) return {};
    const { $ref: _, ...beside } = found;
    found = { ...target, ...beside };
  }
  return found;
}

export function pointer(root: Schema, reference: string): Schema | null {
  if (reference !== '#' && !reference.startsWith('#/')) return null;
  let found: unknown = root;
  for (const step of reference.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    found = (isRecord(found) || Array.isArray(found)) && Object.hasOwn(found, key) ? (found as Schema)[key] : null;
  }
  return isRecord(found) ? found : null;
}

/** The fields of a schema in order; nested fields follow the field that contains them. */
export function fieldsOf(schema: unknown): Field[] {
  const fields: Field[] = [];
  if (isRecord(schema)) collect(schema, '', 0, schema, [], fields);
  return fields;
}

function collect(given: Schema, path: string, depth: number, root: Schema, above: Schema[], fields: Field[]): void {
  const schema = resolved(given, root);
  const target = typeof given['$ref'] === 'string' ? pointer(root, given['$ref']) : null;
  if (depth > maxDepth || (target && above.includes(target))) return;
  const inside = target ? [...above, target] : above;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const properties = isRecord(schema['properties']) ? Object.entries(schema['properties']) : [];
  for (const [name, value] of properties) {
    if (fields.length >= maxFields) return;
    const child = isRecord(value) ? value : {};
    const childPath = path ? `${path}.${name}` : name;
    fields.push(fieldOf(child, childPath, depth, required.includes(name), root));
    collect(child, childPath, depth + 1, root, inside, fields);
  }
  if (isRecord(schema['items'])) collect(schema['items'], `${path}[]`, depth, root, inside, fields);
  for (const form of recordsIn(schema['allOf'])) collect(form, path, depth, root, inside, fields);
  const forms = [...recordsIn(schema['oneOf']), ...recordsIn(schema['anyOf'])].filter((form) =>
    isRecord(resolved(form, root)['properties']),
  );
  forms.forEach((form, index) =>
    collect(form, forms.length > 1 ? `${path}(${index + 1})` : path, depth, root, inside, fields),
  );
}

function fieldOf(given: Schema, path: string, depth: number, required: boolean, root: Schema): Field {
  const schema = resolved(given, root);
  const item = isRecord(schema['items']) ? resolved(schema['items'], root) : {};
  return {
    path,
    depth,
    type: typeOf(schema, root),
    required,
    description: text(schema['description']) || text(schema['title']),
    limits: limitsOf(schema),
    values: (listIn(schema, 'enum') ?? listIn(item, 'enum') ?? [])
      .slice(0, shownValues)
      .map((value) => JSON.stringify(value) ?? ''),
    fallback: schema['default'] === undefined ? null : (JSON.stringify(schema['default']) ?? null),
  };
}

/** `text`, `whole number`, `list of text`, `text or nothing`, `object`. */
export function typeOf(given: Schema, root: Schema, depth = 0): string {
  const schema = resolved(given, root);
  if (depth > 4) return 'anything';
  const forms = [...recordsIn(schema['oneOf']), ...recordsIn(schema['anyOf'])];
  if (forms.length > 0) return [...new Set(forms.map((form) => typeOf(form, root, depth + 1)))].join(' or ');
  if ('const' in schema) return `exactly ${JSON.stringify(schema['const'])}`;
  const types = (Array.isArray(schema['type']) ? schema['type'] : [schema['type'] ?? guess(schema)]).map(String);
  return types
    .map((type) =>
      type === 'array'
        ? `list of ${isRecord(schema['items']) ? typeOf(schema['items'], root, depth + 1) : 'anything'}`
        : (typeNames[type] ?? type),
    )
    .join(' or ');
}

const typeNames: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'yes or no',
  null: 'nothing',
  object: 'object',
  anything: 'anything',
};

function guess(schema: Schema): string {
  if (isRecord(schema['properties'])) return 'object';
  if ('items' in schema) return 'array';
  return Array.isArray(schema['enum']) && schema['enum'].every((value) => typeof value === 'string')
    ? 'string'
    : 'anything';
}

const limitWords: [keyword: string, words: (value: unknown) => string][] = [
  ['minimum', (value) => `at least ${String(value)}`],
  ['maximum', (value) => `at most ${String(value)}`],
  ['exclusiveMinimum', (value) => `more than ${String(value)}`],
  ['exclusiveMaximum', (value) => `less than ${String(value)}`],
  ['multipleOf', (value) => `a multiple of ${String(value)}`],
  ['minLength', (value) => `at least ${String(value)} characters`],
  ['maxLength', (value) => `at most ${String(value)} characters`],
  ['minItems', (value) => `at least ${String(value)} entries`],
  ['maxItems', (value) => `at most ${String(value)} entries`],
  ['format', (value) => `in the form ${String(value)}`],
  ['pattern', (value) => `matches ${String(value)}`],
];

function limitsOf(schema: Schema): string[] {
  const limits = limitWords
    .filter(([keyword]) => ['number', 'string'].includes(typeof schema[keyword]))
    .map(([keyword, words]) => words(schema[keyword]));
  if (schema['uniqueItems'] === true) limits.push('no entry twice');
  if (schema['additionalProperties'] === false) limits.push('no other fields');
  return limits;
}
