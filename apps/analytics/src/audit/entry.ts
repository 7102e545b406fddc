import type { Actor, PlatformEvent } from '@toolyard/contracts';
import type { StoredEvent } from '@toolyard/event-store';
import type { DescriptionContext, Change, Description, Descriptions, Subject } from './description.js';
import type { FormerNames } from './former-names.view.js';
import { accessDescriptions } from './access-descriptions.js';
import { accountDescriptions } from './account-descriptions.js';
import { githubDescriptions } from './github-descriptions.js';
import { alertDescriptions } from './alert-descriptions.js';
import { serverDescriptions } from './server-descriptions.js';

/** One line of the audit log. */
export interface Entry {
  /** Id of the event. */
  id: string;
  at: string;
  position: bigint;
  type: string;
  actor: Actor;
  /** Network address; empty for what the platform did itself. */
  address: string;
  correlationId: string;
  subject: Subject;
  serverId: string;
  summary: string;
  changes: Change[];
}

/** Every type of event, so that one that is added is not forgotten here: the compiler asks for it. */
const descriptions: Descriptions<PlatformEvent> = {
  ...serverDescriptions,
  ...githubDescriptions,
  ...accountDescriptions,
  ...accessDescriptions,
  ...alertDescriptions,
};

export const describedTypes: readonly string[] = Object.keys(descriptions);

const platform: Actor = { kind: 'system', id: 'toolyard', name: 'Toolyard' };

/** The entry of an event, given how everything was before it; null for events that only follow from another entry. */
export function entryOf(event: StoredEvent, names: FormerNames): Entry | null {
  const data = (event.data ?? {}) as Record<string, unknown>;
  const actor = actorIn(data['actor']) ?? actorIn(data['by']) ?? actorIn(event.metadata.actor) ?? platform;
  const before: DescriptionContext = {
    names,
    actor,
    by: actor.kind === 'apikey' ? `${actor.name} (API key)` : actor.name,
  };
  const described = describe(event, before);
  if (!described) return null;
  const { id, type, position, metadata, createdAt } = event;
  const { kind, id: actorId, name, userId } = described.actor ?? actor;
  return {
    id,
    at:
      typeof data['at'] === 'string' && !Number.isNaN(Date.parse(data['at']))
        ? new Date(data['at']).toISOString()
        : createdAt,
    position,
    type,
    actor: { kind, id: actorId, name, ...(userId === undefined ? {} : { userId }) },
    address: described.address ?? metadata.address ?? '',
    correlationId: metadata.correlationId ?? '',
    subject: described.subject,
    serverId: described.serverId ?? '',
    summary: described.summary,
    changes: described.changes ?? [],
  };
}

function describe(event: StoredEvent, before: DescriptionContext): Description | null {
  if (!Object.hasOwn(descriptions, event.type)) return unknownEventDescription(event, before);
  const description = descriptions[event.type as PlatformEvent['type']] as
    ((data: unknown, before: DescriptionContext) => Description) | null;
  return description && description(event.data, before);
}

/** The event was written by a newer version of a service. Its data is not shown, because it may hold secrets. */
function unknownEventDescription({ stream, type, data }: StoredEvent, { by, names }: DescriptionContext): Description {
  const dash = stream.indexOf('-');
  const [kind, id] = dash > 0 ? [stream.slice(0, dash), stream.slice(dash + 1)] : [stream, ''];
  const serverId = (data as { serverId?: unknown } | null)?.serverId;
  const words = type.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();
  return {
    summary: `${by}: ${words} (${stream}).`,
    subject: { kind, id, name: id },
    ...(typeof serverId === 'string' ? { serverId, subject: { kind, id, name: names.server(serverId) } } : {}),
  };
}

function actorIn(value: unknown): Actor | undefined {
  const { kind, id, name } = (value ?? {}) as Partial<Actor>;
  return typeof kind === 'string' && typeof id === 'string' && typeof name === 'string' ? (value as Actor) : undefined;
}
