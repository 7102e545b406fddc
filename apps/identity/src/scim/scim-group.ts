import type { Group } from '../domain/group.decider.js';
import { ScimError, urn } from './scim-messages.js';
import { patched, references } from './scim-patch.js';
import { fieldsOf, textOf } from './scim-user.js';

export interface GroupDocument {
  displayName: string;
  externalId?: string;
  members: { value: string }[];
}

export interface RequestedGroup {
  name: string;
  externalId?: string;
  /** Ids of accounts. */
  members: string[];
}

const kept = ['displayName', 'externalId', 'members'];
const longestName = 100;
const longestId = 256;
const mostMembers = 20_000;

export function groupDocument({ name, externalId }: Group, members: readonly { id: string }[]): GroupDocument {
  return {
    displayName: name,
    ...(externalId === null ? {} : { externalId }),
    members: members.map(({ id }) => ({ value: id })),
  };
}

export function groupResource(
  group: Group,
  members: readonly { id: string; name: string }[],
  base: string,
): Record<string, unknown> {
  return {
    schemas: [urn.group],
    id: group.id,
    ...(group.externalId === null ? {} : { externalId: group.externalId }),
    displayName: group.name,
    members: members.map(({ id, name }) => ({ value: id, display: name, type: 'User', $ref: `${base}/Users/${id}` })),
    meta: { resourceType: 'Group', created: group.createdAt, location: `${base}/Groups/${group.id}` },
  };
}

/** What a POST or PUT asks for. @throws ScimError */
export function requestedGroup(body: unknown): RequestedGroup {
  const given = fieldsOf(body);
  const name = textOf('displayName', given['displayname'] ?? '', longestName).trim();
  if (name === '') throw new ScimError(400, 'displayName is missing. Nothing was changed.', 'invalidValue');
  const externalId = given['externalid'];
  const members = references(given['members'] ?? []).map(({ value }) => value);
  if (members.length > mostMembers)
    throw new ScimError(400, `A group may have at most ${mostMembers} members. Nothing was changed.`, 'invalidValue');
  return {
    name,
    ...(externalId === undefined || externalId === null
      ? {}
      : { externalId: textOf('externalId', externalId, longestId) }),
    members: [...new Set(members)],
  };
}

/** What a PATCH makes of the group. @throws ScimError */
export function patchedGroup(before: GroupDocument, body: unknown): RequestedGroup {
  const after = patched(before as unknown as Record<string, unknown>, body, kept);
  return requestedGroup({ ...after, externalId: after['externalId'] ?? before.externalId });
}
