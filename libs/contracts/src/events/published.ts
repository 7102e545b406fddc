import type { BuildSettingsEvent } from './build-settings.events.js';
import type { ClientSecretEvent, CredentialEvent } from './credential.events.js';
import type { DeploymentEvent } from './deployment.events.js';
import type { GitHubAppEvent, GitHubKeysEvent, GitHubSourceEvent } from './github.events.js';
import type {
  ApiKeyEvent,
  ConnectionEvent,
  GroupEvent,
  InvitationEvent,
  OrganisationEvent,
  UserEvent,
} from './identity.events.js';
import type { ServerEvent, SlugEvent } from './server.events.js';
import type { VariablesEvent } from './variables.events.js';

/** Stored events that their owner publishes to subscribers, by the noun of their stream. */
export interface PublishedEvents {
  server: ServerEvent;
  slug: SlugEvent;
  deployment: DeploymentEvent;
  buildsettings: BuildSettingsEvent;
  githubsource: GitHubSourceEvent;
  githubapp: GitHubAppEvent;
  variables: VariablesEvent;
  credential: CredentialEvent;
  clientsecret: ClientSecretEvent;
  githubkeys: GitHubKeysEvent;
  user: UserEvent;
  invitation: InvitationEvent;
  group: GroupEvent;
  apikey: ApiKeyEvent;
  organisation: OrganisationEvent;
  connection: ConnectionEvent;
}

/** A noun whose events are published: the third token of their subject. */
export type PublishedNoun = keyof PublishedEvents;

/** Who publishes the events of a noun, and what its streams are about. */
export interface Publication {
  owner: 'registry' | 'builds' | 'secrets' | 'identity';
  /** The stream of one thing; `subject` of the CloudEvent. */
  stream: string;
  about: string;
}

/** Every noun that is published. */
export const publications: Record<PublishedNoun, Publication> = {
  server: { owner: 'registry', stream: 'server-<server id>', about: 'servers' },
  slug: { owner: 'registry', stream: 'slug-<slug>', about: 'which server has a slug' },
  deployment: { owner: 'builds', stream: 'deployment-<deployment id>', about: 'deployments, from request to end' },
  buildsettings: { owner: 'builds', stream: 'buildsettings-<server id>', about: 'build settings of a server' },
  githubsource: { owner: 'builds', stream: 'githubsource-<server id>', about: 'the GitHub repository of a server' },
  githubapp: { owner: 'builds', stream: 'githubapp-app', about: 'the GitHub App of the installation' },
  variables: { owner: 'secrets', stream: 'variables-<server id>', about: 'variables of a server, without values' },
  credential: {
    owner: 'secrets',
    stream: 'credential-<server id>-<user id>',
    about: 'credentials of a user for a server, without values',
  },
  clientsecret: {
    owner: 'secrets',
    stream: 'clientsecret-<server id>',
    about: 'that a server has a secret for its OAuth 2.0 provider',
  },
  githubkeys: { owner: 'secrets', stream: 'githubkeys-app', about: 'that the keys of the GitHub App changed' },
  user: { owner: 'identity', stream: 'user-<user id>', about: 'people and service accounts' },
  invitation: { owner: 'identity', stream: 'invitation-<invitation id>', about: 'invitations' },
  group: { owner: 'identity', stream: 'group-<group id>', about: 'permission groups' },
  apikey: { owner: 'identity', stream: 'apikey-<key id>', about: 'API keys, without tokens' },
  organisation: { owner: 'identity', stream: 'organisation-main', about: 'the organisation, its admins and quotas' },
  connection: {
    owner: 'identity',
    stream: 'connection-<connection id>',
    about: 'clients that a user authorized to use a server',
  },
};

/**
 * Fields of an event's data that no subscriber receives: ciphertext, which destroying its key must reach, and digests
 * of passwords, codes and tokens.
 */
export const withheldFields: readonly string[] = ['value', 'values', 'tokens', 'hash', 'digest', 'digests', 'secret'];

/** The parts of a stored event that a subscriber may learn of. */
export interface PublishableEvent {
  id: string;
  /** `<noun>-<id>`. */
  stream: string;
  type: string;
  data: unknown;
  /** ISO 8601 UTC. */
  createdAt: string;
}

/** The wire form of an event: CloudEvents 1.0 in the JSON format, structured mode. */
export interface CloudEvent {
  specversion: '1.0';
  /** Of the stored event: the same in every delivery, so a subscriber recognises a repetition by it. */
  id: string;
  /** `toolyard/<noun>`. */
  source: string;
  type: string;
  /** The stream of the event: `<noun>-<id>`. */
  subject: string;
  /** When the event was stored, ISO 8601 UTC. */
  time: string;
  datacontenttype: 'application/json';
  data: unknown;
}

/** The noun of a stream's events. */
export const nounOfStream = (stream: string): PublishedNoun => stream.slice(0, stream.indexOf('-')) as PublishedNoun;

/** What is published of a stored event. */
export function cloudEventOf({ id, stream, type, data, createdAt }: PublishableEvent): CloudEvent {
  const shown = Object.entries(data as object).filter(([field]) => !withheldFields.includes(field));
  return {
    specversion: '1.0',
    id,
    source: `toolyard/${nounOfStream(stream)}`,
    type,
    subject: stream,
    time: createdAt,
    datacontenttype: 'application/json',
    data: Object.fromEntries(shown),
  };
}
