import { scimPatch, type ScimPatchOperation, type ScimResource } from 'scim-patch';
import { ScimError, urn } from './scim-messages.js';

type Fields = Record<string, unknown>;

const mostOperations = 1_000;
const corePrefix = /^urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group):/i;

/**
 * Applies the operations of a PATCH to the attributes that are kept here; the rest of them is ignored, because identity
 * providers send whatever is mapped. Only attributes of `kept` (`name.givenName` for a part) reach the document, in
 * their own spelling, so no path leads out of it. Both providers that are tested send shapes that RFC 7644 does not
 * have, see `operations`.
 * @throws ScimError
 */
export function patched<T extends Fields>(document: T, body: unknown, kept: readonly string[]): T {
  const given = (body as Fields | null)?.['Operations'] ?? (body as Fields | null)?.['operations'];
  const schemas = (body as Fields | null)?.['schemas'];
  if (!Array.isArray(given) || given.length === 0 || given.length > mostOperations)
    throw new ScimError(
      400,
      `The body must have between 1 and ${mostOperations} Operations. Nothing was changed.`,
      'invalidSyntax',
    );
  if (!Array.isArray(schemas) || !schemas.includes(urn.patch))
    throw new ScimError(400, `The body's schemas must have ${urn.patch}. Nothing was changed.`, 'invalidSyntax');
  const spelling = new Map(kept.map((name) => [name.toLowerCase(), name]));
  const requested = given.flatMap((operation) => operations(operation, spelling));
  try {
    // An empty list is taken away by the library, and the next operation on it would fail.
    const lists = kept.filter((name) => Array.isArray(document[name])).map((name) => [name, []] as const);
    return requested.reduce<Fields>(
      (made, operation) => ({
        ...Object.fromEntries(lists),
        ...scimPatch(made as unknown as ScimResource, [operation], { mutateDocument: true, treatMissingAsAdd: true }),
      }),
      JSON.parse(JSON.stringify(document)) as Fields,
    ) as T;
  } catch (cause) {
    throw new ScimError(
      400,
      'The operations cannot be applied to this resource. Nothing was changed; check the "path" and "value" of each.',
      'invalidValue',
      { cause },
    );
  }
}

/**
 * One operation in the form of the RFC: without a path its value's fields become operations of their own (Okta; Entra
 * ID with keys like `name.givenName`), `Add` is `add`, and what is there once may come as a list of one `{value}`
 * (Entra ID).
 */
function operations(operation: unknown, spelling: ReadonlyMap<string, string>): ScimPatchOperation[] {
  const { op, path, value } = (operation ?? {}) as Fields;
  const kind = typeof op === 'string' ? op.toLowerCase() : '';
  if (kind !== 'add' && kind !== 'replace' && kind !== 'remove')
    throw new ScimError(
      400,
      'An operation must have an op of "add", "replace" or "remove". Nothing was changed.',
      'invalidSyntax',
    );
  if (path !== undefined && typeof path !== 'string')
    throw new ScimError(400, 'The path of an operation must be a text. Nothing was changed.', 'invalidPath');
  if (path === undefined || path.trim() === '') {
    if (kind === 'remove')
      throw new ScimError(400, 'An operation that removes must have a path. Nothing was changed.', 'noTarget');
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ScimError(
        400,
        'An operation without a path must have an object as its value. Nothing was changed.',
        'invalidValue',
      );
    return Object.entries(value).flatMap(([field, each]) => ofPath(kind, field, each, spelling));
  }
  return ofPath(kind, path.trim(), value, spelling);
}

function ofPath(
  kind: 'add' | 'replace' | 'remove',
  path: string,
  value: unknown,
  spelling: ReadonlyMap<string, string>,
): ScimPatchOperation[] {
  const plain = path.replace(corePrefix, '');
  const [, name, selection] = /^([\w.$]+)(\[.*\])?$/s.exec(plain) ?? [];
  const attribute = name === undefined ? undefined : spelling.get(name.toLowerCase());
  if (attribute === undefined) return subAttributes(kind, name ?? '', value, spelling);
  const target = attribute + (selection ?? '');
  if (attribute === 'members')
    return [
      {
        op: kind,
        path: target,
        ...(value === undefined || selection !== undefined ? {} : { value: references(value) }),
      } as ScimPatchOperation,
    ];
  if (selection !== undefined)
    throw new ScimError(
      400,
      `${attribute} has one value, so nothing in it can be selected. Nothing was changed.`,
      'invalidPath',
    );
  return [kind === 'remove' ? { op: kind, path: target } : { op: kind, path: target, value: single(value) }];
}

/** For an attribute of which sub-attributes are kept, such as `name`: sets those. */
function subAttributes(
  kind: 'add' | 'replace' | 'remove',
  name: string,
  value: unknown,
  spelling: ReadonlyMap<string, string>,
): ScimPatchOperation[] {
  const prefix = `${name.toLowerCase()}.`;
  const own = [...spelling.values()].filter((attribute) => attribute.toLowerCase().startsWith(prefix));
  if (name === '' || own.length === 0) return [];
  if (kind === 'remove') return own.map((path) => ({ op: kind, path }));
  const given = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return given.flatMap(([field, each]) => ofPath(kind, prefix + field, each, spelling));
}

function single(value: unknown): unknown {
  const [only, ...more] = Array.isArray(value) ? (value as unknown[]) : [value];
  if (more.length > 0)
    throw new ScimError(400, 'An attribute that has one value was given several. Nothing was changed.', 'invalidValue');
  return typeof only === 'object' && only !== null && 'value' in only ? (only as Fields)['value'] : only;
}

/** Members by id alone, so that the same one is the same whatever is said beside it. */
export function references(value: unknown): { value: string }[] {
  const list = Array.isArray(value) ? (value as unknown[]) : value === undefined || value === null ? [] : [value];
  return list.map((each) => {
    const id = typeof each === 'string' ? each : (each as Fields | null)?.['value'];
    if (typeof id !== 'string' || id === '')
      throw new ScimError(
        400,
        'A member must be given as {"value": "<id of the user>"}. Nothing was changed.',
        'invalidValue',
      );
    return { value: id };
  });
}
