import { isEmail } from 'class-validator';
import type { Account } from '../domain/account.js';
import { patched } from './scim-patch.js';
import { ScimError, urn } from './scim-messages.js';

type Fields = Record<string, unknown>;

/** What an account keeps of a User. `userName` is the e-mail address it signs in with. */
export interface UserDocument {
  userName: string;
  displayName: string;
  name: { formatted: string; givenName: string; familyName: string };
  active: boolean;
  externalId?: string;
}

export interface RequestedUser {
  email: string;
  name: string;
  active: boolean;
  externalId?: string;
}

const kept = ['userName', 'displayName', 'name.formatted', 'name.givenName', 'name.familyName', 'active', 'externalId'];
const longestName = 100;
const longestEmail = 254;
const longestId = 256;

/** The last word is taken for the family name, because an account has one name. */
export function userDocument({ email, name, active, externalId }: Account): UserDocument {
  const gap = name.lastIndexOf(' ');
  return {
    userName: email ?? '',
    displayName: name,
    name: {
      formatted: name,
      givenName: gap < 0 ? name : name.slice(0, gap),
      familyName: gap < 0 ? '' : name.slice(gap + 1),
    },
    active,
    ...(externalId === null ? {} : { externalId }),
  };
}

export function userResource(account: Account, groups: readonly { id: string; name: string }[], base: string): Fields {
  const { userName, displayName, name, active, externalId } = userDocument(account);
  return {
    schemas: [urn.user],
    id: account.id,
    ...(externalId === undefined ? {} : { externalId }),
    userName,
    name,
    displayName,
    active,
    emails: [{ value: userName, type: 'work', primary: true }],
    groups: groups.map(({ id, name: display }) => ({
      value: id,
      display,
      type: 'direct',
      $ref: `${base}/Groups/${id}`,
    })),
    meta: { resourceType: 'User', created: account.createdAt, location: `${base}/Users/${account.id}` },
  };
}

/** What a POST or PUT asks for. @throws ScimError */
export function requestedUser(
  body: unknown,
  before?: Pick<UserDocument, 'active'> & Partial<Pick<UserDocument, 'displayName'>>,
): RequestedUser {
  const given = fieldsOf(body);
  const name = fieldsOf(given['name'] ?? {});
  const externalId = given['externalid'];
  return {
    email: emailOf(given['username']),
    name: nameOf(
      {
        displayName: given['displayname'],
        formatted: name['formatted'],
        givenName: name['givenname'],
        familyName: name['familyname'],
      },
      given['username'],
      before?.displayName,
    ),
    active: booleanOf(given['active'], before?.active ?? true),
    ...(externalId === undefined || externalId === null
      ? {}
      : { externalId: textOf('externalId', externalId, longestId) }),
  };
}

/** What a PATCH makes of the account. @throws ScimError */
export function patchedUser(before: UserDocument, body: unknown): RequestedUser {
  const after = patched(before as unknown as Fields, body, kept);
  return requestedUser({ ...after, externalId: after['externalId'] ?? before.externalId }, before);
}

/**
 * The one name of an account from the several of a User: the most general one, of a PATCH the most general one that it
 * changes.
 */
function nameOf(
  given: { displayName: unknown; formatted: unknown; givenName: unknown; familyName: unknown },
  userName: unknown,
  before?: string,
): string {
  const [displayName, formatted, givenName, familyName] = (
    ['displayName', 'formatted', 'givenName', 'familyName'] as const
  ).map((field) =>
    given[field] === undefined || given[field] === null ? '' : textOf(field, given[field], longestName).trim(),
  );
  const whole = [givenName, familyName].filter(Boolean).join(' ');
  const candidates = [displayName, formatted, whole].filter((each): each is string => Boolean(each));
  const news = before === undefined ? undefined : candidates.find((each) => each !== before);
  const name = news ?? candidates[0] ?? String(userName);
  if (name.length > longestName)
    throw new ScimError(400, `The name is longer than ${longestName} characters. Nothing was changed.`, 'invalidValue');
  return name;
}

function emailOf(userName: unknown): string {
  const email = typeof userName === 'string' ? userName.trim() : '';
  if (email.length <= longestEmail && isEmail(email)) return email;
  throw new ScimError(
    400,
    'userName must be an e-mail address, the one that the account signs in with. Map it to the mail ' +
      'address at the identity provider. Nothing was changed.',
    'invalidValue',
  );
}

/** Entra ID writes booleans as "True" and "False" by default. */
function booleanOf(value: unknown, otherwise: boolean): boolean {
  if (value === undefined || value === null) return otherwise;
  const text = typeof value === 'boolean' || typeof value === 'string' ? String(value).toLowerCase() : '';
  if (text === 'true' || text === 'false') return text === 'true';
  throw new ScimError(400, 'active must be true or false. Nothing was changed.', 'invalidValue');
}

export function textOf(field: string, value: unknown, longest: number): string {
  if (typeof value === 'string' && value.length <= longest) return value;
  throw new ScimError(
    400,
    `${field} must be a text of at most ${longest} characters. Nothing was changed.`,
    'invalidValue',
  );
}

/** Attribute names are the same in upper and lower case (RFC 7643, section 2.1). @throws ScimError */
export function fieldsOf(body: unknown): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ScimError(400, 'The body must be a JSON object. Nothing was changed.', 'invalidSyntax');
  return Object.fromEntries(Object.entries(body).map(([field, value]) => [field.toLowerCase(), value]));
}
