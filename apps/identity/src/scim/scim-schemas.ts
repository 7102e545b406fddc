import { mostAtOnce, urn } from './scim-messages.js';

interface Attribute {
  name: string;
  type?: 'string' | 'boolean' | 'complex' | 'reference';
  description: string;
  required?: boolean;
  caseExact?: boolean;
  mutability?: 'readWrite' | 'readOnly';
  uniqueness?: 'none' | 'server';
  multiValued?: boolean;
  subAttributes?: Attribute[];
}

/** RFC 7643, section 7: every characteristic is written out. */
function attribute({ subAttributes, ...given }: Attribute): Record<string, unknown> {
  const defaults = {
    type: 'string',
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
  };
  return { ...defaults, ...given, ...(subAttributes ? { subAttributes: subAttributes.map(attribute) } : {}) };
}

const readOnly = { mutability: 'readOnly' } as const;

const schemas = [
  {
    id: urn.user,
    name: 'User',
    description: 'A person',
    attributes: [
      {
        name: 'userName',
        description: 'E-mail address that the account signs in with',
        required: true,
        uniqueness: 'server',
      },
      {
        name: 'name',
        type: 'complex',
        description: 'An account keeps one name; its last word is answered as the family name',
        subAttributes: [
          { name: 'formatted', description: 'The whole name' },
          { name: 'familyName', description: 'Family name' },
          { name: 'givenName', description: 'Given name' },
        ],
      },
      { name: 'displayName', description: 'The name that is shown' },
      {
        name: 'active',
        type: 'boolean',
        description: 'Whether the account may sign in. Setting it to false signs out everywhere',
      },
      {
        name: 'emails',
        type: 'complex',
        description: 'The address of userName',
        multiValued: true,
        ...readOnly,
        subAttributes: [
          { name: 'value', description: 'E-mail address', ...readOnly },
          { name: 'type', description: 'Always work', ...readOnly },
          { name: 'primary', type: 'boolean', description: 'Always true', ...readOnly },
        ],
      },
      {
        name: 'groups',
        type: 'complex',
        description: 'Permission groups; change them at the group',
        multiValued: true,
        ...readOnly,
        subAttributes: [
          { name: 'value', description: 'Id of the group', caseExact: true, ...readOnly },
          { name: 'display', description: 'Name of the group', ...readOnly },
          { name: '$ref', type: 'reference', description: 'Address of the group', caseExact: true, ...readOnly },
        ],
      },
    ],
  },
  {
    id: urn.group,
    name: 'Group',
    description: 'A permission group',
    attributes: [
      { name: 'displayName', description: 'Name of the group', required: true, uniqueness: 'server' },
      {
        name: 'members',
        type: 'complex',
        description: 'Accounts in the group',
        multiValued: true,
        subAttributes: [
          { name: 'value', description: 'Id of the account', caseExact: true },
          { name: 'display', description: 'Name of the account', ...readOnly },
          { name: '$ref', type: 'reference', description: 'Address of the account', caseExact: true, ...readOnly },
        ],
      },
    ],
  },
] satisfies { id: string; name: string; description: string; attributes: Attribute[] }[];

const schemaUrn = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
const resourceTypeUrn = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';

export function schemaResources(base: string): Record<string, unknown>[] {
  return schemas.map(({ attributes, ...schema }) => ({
    schemas: [schemaUrn],
    ...schema,
    attributes: (attributes as Attribute[]).map(attribute),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
  }));
}

export function resourceTypes(base: string): Record<string, unknown>[] {
  return schemas.map(({ id, name, description }) => ({
    schemas: [resourceTypeUrn],
    id: name,
    name,
    description,
    endpoint: `/${name}s`,
    schema: id,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  }));
}

/** RFC 7643, section 5. */
export function serviceProviderConfig(base: string): Record<string, unknown> {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    documentationUri: 'https://datatracker.ietf.org/doc/html/rfc7644',
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: mostAtOnce },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'API key',
        description: 'An API key of an admin with the right "write", as a bearer token',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}
