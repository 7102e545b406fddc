/** Shapes that every answer of RFC 7644 shares. */
export const urn = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
} as const;

/** Section 3.12. */
export type ScimType =
  'invalidFilter' | 'uniqueness' | 'mutability' | 'invalidSyntax' | 'invalidPath' | 'noTarget' | 'invalidValue';

export class ScimError extends Error {
  override readonly name = 'ScimError';
  constructor(
    readonly status: number,
    message: string,
    readonly scimType?: ScimType,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export function errorAnswer({
  status,
  scimType,
  message,
}: Pick<ScimError, 'status' | 'scimType' | 'message'>): Record<string, unknown> {
  return {
    schemas: [urn.error],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail: message,
  };
}

export interface ListQuery {
  filter?: string;
  /** Counts from 1. */
  startIndex: number;
  count: number;
  attributes: string[];
  excludedAttributes: string[];
}

const defaultCount = 100;
export const mostAtOnce = 500;
const longestFilter = 2_000;

/** Unknown parameters are ignored, and numbers out of range are brought into it, as section 3.4.2.4 says. */
export function listQuery(query: Record<string, unknown>): ListQuery {
  const filter = query['filter'];
  if (filter !== undefined && (typeof filter !== 'string' || filter.length > longestFilter))
    throw new ScimError(400, `The filter must be one text of at most ${longestFilter} characters.`, 'invalidFilter');
  return {
    ...(filter === undefined || filter.trim() === '' ? {} : { filter }),
    startIndex: Math.max(1, whole(query['startIndex'], 1)),
    count: Math.min(mostAtOnce, Math.max(0, whole(query['count'], defaultCount))),
    attributes: names(query['attributes']),
    excludedAttributes: names(query['excludedAttributes']),
  };
}

function whole(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = typeof value === 'string' ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number))
    throw new ScimError(400, 'startIndex and count must be whole numbers.', 'invalidValue');
  return number;
}

const names = (value: unknown): string[] =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((name) => name.trim().toLowerCase())
        .filter(Boolean)
    : [];

export function listAnswer<T>(
  found: readonly T[],
  { startIndex, count }: Pick<ListQuery, 'startIndex' | 'count'>,
  shown: (each: T) => unknown,
): Record<string, unknown> {
  const page = found.slice(startIndex - 1, startIndex - 1 + count);
  return {
    schemas: [urn.list],
    totalResults: found.length,
    startIndex,
    itemsPerPage: page.length,
    Resources: page.map(shown),
  };
}

const always = ['schemas', 'id', 'meta'];

/** Leaves out what was not asked for; by whole attributes, of which a part may be named. */
export function narrowed(
  resource: Record<string, unknown>,
  { attributes, excludedAttributes }: Pick<ListQuery, 'attributes' | 'excludedAttributes'>,
): Record<string, unknown> {
  if (attributes.length === 0 && excludedAttributes.length === 0) return resource;
  const isNamed = (list: string[], field: string) => list.some((name) => attributeOf(name) === field.toLowerCase());
  return Object.fromEntries(
    Object.entries(resource).filter(
      ([field]) =>
        always.includes(field) ||
        ((attributes.length === 0 || isNamed(attributes, field)) && !excludedAttributes.includes(field.toLowerCase())),
    ),
  );
}

/** `name` of `urn:…:User:name.givenName`. */
const attributeOf = (name: string): string => name.slice(name.lastIndexOf(':') + 1).split('.', 1)[0]!;
