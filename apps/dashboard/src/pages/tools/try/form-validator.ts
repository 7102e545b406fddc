import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import { toErrorSchema, type RJSFSchema, type RJSFValidationError, type ValidatorType } from '@rjsf/utils';

/** Keywords whose errors only repeat the errors inside them. */
const outer = new Set([
  'properties',
  'items',
  'prefixItems',
  'allOf',
  '$ref',
  'if',
  'then',
  'else',
  'additionalProperties',
  'dependentSchemas',
]);

/**
 * Validates without compiling code, which the content security policy forbids. With a schema that cannot be read there
 * are no problems: the server checks too.
 */
export function problemsOf(schema: unknown, data: unknown): RJSFValidationError[] {
  let units: OutputUnit[];
  try {
    units = new Validator(schema as Schema, '2020-12', false).validate(data).errors;
  } catch {
    return [];
  }
  return units.flatMap(problemOf);
}

function problemOf({ keyword, instanceLocation, error }: OutputUnit): RJSFValidationError[] {
  if (outer.has(keyword)) return [];
  const path = instanceLocation
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
  const missing = keyword === 'required' ? /required property "(.*)"\.$/s.exec(error)?.[1] : undefined;
  if (missing !== undefined) path.push(missing);
  const message = missing !== undefined ? 'is required' : error.replace(/^Instance /, '').replace(/\.$/, '');
  return [{ name: keyword, property: path.map((step) => `.${step}`).join(''), message, stack: message }];
}

const isValid = (schema: RJSFSchema, data: unknown, root: RJSFSchema): boolean => {
  try {
    return new Validator({ $defs: root.$defs, definitions: root.definitions, ...schema } as Schema, '2020-12').validate(
      data,
    ).valid;
  } catch {
    return false;
  }
};

export const formValidator: ValidatorType = {
  validateFormData: (data, schema) => {
    const errors = problemsOf(schema, data ?? {});
    return { errors, errorSchema: toErrorSchema(errors) };
  },
  isValid,
  rawValidation: <Result>(schema: RJSFSchema, data: unknown) => ({ errors: problemsOf(schema, data) as Result[] }),
};
