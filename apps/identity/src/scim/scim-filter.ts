import { type Filter, filter as tester, parse } from 'scim2-parse-filter';
import { ScimError } from './scim-messages.js';

/** Of these, upper and lower case are different (RFC 7643, section 7); of all others they are the same. */
const exact = new Set(['id', 'externalid', 'meta.resourcetype', 'members.value']);

const corePrefix = /^urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group):/i;

/** What a resource must have so that a filter can match it. */
export interface Needed {
  id?: string;
  externalId?: string;
  /** In lower case. */
  userName?: string;
  /** In lower case. */
  displayName?: string;
}

export interface Matcher {
  matches: (resource: Record<string, unknown>) => boolean;
  /**
   * Lets look-ups, which are most of the filters that providers send, leave all others alone before they are made into
   * resources.
   */
  needed: Needed;
  asksForMembers: boolean;
}

/**
 * Section 3.4.2.2 of RFC 7644.
 * @throws ScimError `invalidFilter`
 */
export function matcher(text: string): Matcher {
  let parsed: Filter;
  try {
    parsed = folded(parse(text), '');
  } catch (cause) {
    throw new ScimError(400, 'The filter cannot be read. Example: userName eq "ann@example.com"', 'invalidFilter', {
      cause,
    });
  }
  const test = tester(parsed);
  return {
    matches: (resource) => test(foldedResource(resource, '')),
    needed: neededBy(parsed),
    asksForMembers: /members/i.test(text),
  };
}

const named: Record<string, keyof Needed> = {
  id: 'id',
  externalid: 'externalId',
  username: 'userName',
  displayname: 'displayName',
};

function neededBy(filter: Filter): Needed {
  if (filter.op === 'and') return Object.assign({}, ...filter.filters.map(neededBy)) as Needed;
  if (filter.op !== 'eq' || typeof filter.compValue !== 'string') return {};
  const field = Object.hasOwn(named, filter.attrPath.toLowerCase()) ? named[filter.attrPath.toLowerCase()] : undefined;
  return field === undefined ? {} : { [field]: filter.compValue };
}

/** False only for what the filter cannot match. */
export function mayMatch(
  needed: Needed,
  {
    id,
    externalId,
    userName,
    displayName,
  }: { id: string; externalId: string | null; userName?: string | null; displayName: string },
): boolean {
  return (
    (needed.id === undefined || needed.id === id) &&
    (needed.externalId === undefined || needed.externalId === externalId) &&
    (needed.userName === undefined || needed.userName === userName?.toLowerCase()) &&
    (needed.displayName === undefined || needed.displayName === displayName.toLowerCase())
  );
}

function folded(filter: Filter, within: string): Filter {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map((each) => folded(each, within)) };
    case 'not':
      return { ...filter, filter: folded(filter.filter, within) };
    case '[]': {
      const attrPath = filter.attrPath.replace(corePrefix, '');
      return { ...filter, attrPath, valFilter: folded(filter.valFilter, `${attrPath.toLowerCase()}.`) };
    }
    case 'pr':
      return { ...filter, attrPath: filter.attrPath.replace(corePrefix, '') };
    default: {
      const attrPath = filter.attrPath.replace(corePrefix, '');
      const { compValue } = filter;
      return {
        ...filter,
        attrPath,
        compValue:
          typeof compValue === 'string' && !exact.has(within + attrPath.toLowerCase())
            ? compValue.toLowerCase()
            : compValue,
      };
    }
  }
}

function foldedResource(value: unknown, path: string): unknown {
  if (typeof value === 'string') return exact.has(path) ? value : value.toLowerCase();
  if (Array.isArray(value)) return value.map((each) => foldedResource(each, path));
  if (typeof value !== 'object' || value === null) return value;
  const prefix = path === '' ? '' : `${path}.`;
  return Object.fromEntries(
    Object.entries(value).map(([field, each]) => [field, foldedResource(each, prefix + field.toLowerCase())]),
  );
}
