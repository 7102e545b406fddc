import { Injectable } from '@nestjs/common';
import { accountOf, type Actor, Rejected, type ServerEvent, type SlugEvent } from '@toolyard/contracts';
import { EventStore, type ReservationRules, Reservations, unknownEvent } from '@toolyard/event-store';
import { foldServer } from './server.decider.js';

const slugRules: ReservationRules<SlugEvent> = {
  prefix: 'slug-',
  reserved: (slug, serverId, at) => ({ type: 'SlugReserved', data: { slug, serverId, at } }),
  released: (slug, serverId, at) => ({ type: 'SlugReleased', data: { slug, serverId, at } }),
  holderAfter(event) {
    switch (event.type) {
      case 'SlugReserved':
        return event.data.serverId;
      case 'SlugReleased':
        return null;
      default:
        return unknownEvent(event, 'slug');
    }
  },
  taken: (slug) => slugTaken(slug),
  holderStream: (serverId) => `server-${serverId}`,
  isGone: (events) => foldServer(events) === 'gone',
  abandoned: (slug, serverId, at) => ({ type: 'ServerAbandoned', data: { serverId, slug, at } }),
};

/** Who asks for a slug. */
export interface Claimant {
  accountId: string;
  isAdmin: boolean;
}

/**
 * Clients of a deleted server still have its address and send there what they would not send to another server, so for
 * this long only its owner or an admin gets the slug again.
 */
const keptDays = 30;
const keptMs = keptDays * 86_400_000;

/** Slugs are unique over all replicas; that of a deleted server is kept for its owner for a while. */
@Injectable()
export class Slugs extends Reservations<SlugEvent> {
  constructor(private readonly events: EventStore) {
    super(events, slugRules);
  }

  /** @throws Rejected `slug_taken` */
  async reserveFor(by: Claimant, slug: string, serverId: string, at: string): Promise<void> {
    await this.assertNotKept(by, slug, serverId, at);
    await this.reserve(slug, serverId, at);
    // The server may have been deleted since the first look.
    await this.assertNotKept(by, slug, serverId, at).catch(async (error: unknown) => {
      await this.release(slug, serverId, at);
      throw error;
    });
  }

  private async assertNotKept(by: Claimant, slug: string, serverId: string, at: string): Promise<void> {
    if (by.isAdmin) return;
    const stored = await this.events.read<SlugEvent>(`slug-${slug}`);
    // An attempt that was refused has left a reservation and a release of its own, so all former servers count.
    const former = new Set(stored.map(({ data }) => data.serverId).filter((id) => id !== serverId));
    for (const id of former) {
      const until = await this.keptUntil(id, by.accountId);
      if (until > Date.parse(at)) throw slugKept(slug, new Date(until).toISOString());
    }
  }

  /**
   * Until when the slug of a former server is kept from this account, in milliseconds since the epoch; 0 if it is not.
   */
  private async keptUntil(serverId: string, accountId: string): Promise<number> {
    const events = await this.events.read<ServerEvent>(`server-${serverId}`);
    const created = events.map(({ type, data }) => (type === 'ServerCreated' ? data : null)).find(Boolean);
    const deleted = events.find(({ type }) => type === 'ServerDeleted');
    if (!created || !deleted || accountOf((created as { actor: Actor }).actor) === accountId) return 0;
    return Date.parse(deleted.data.at) + keptMs;
  }
}

const slugKept = (slug: string, until: string): Rejected =>
  new Rejected(
    'slug_taken',
    `A deleted server had the address /s/${slug}, which is kept for its owner until ${until.slice(0, 10)}. ` +
      'Nothing was created. Choose another name, send a "slug" of your own, or ask an admin to create the ' +
      'server.',
    { slug, keptUntil: until },
  );

export const slugTaken = (slug: string): Rejected =>
  new Rejected(
    'slug_taken',
    `Another server already has the address /s/${slug}. Nothing was created. Choose another name, or send ` +
      'a "slug" of your own with the same name.',
    { slug },
  );

/** True for the refusals that mean that another request was faster. */
export const lostRace = (error: unknown): boolean =>
  error instanceof Rejected && (error.code === 'conflict' || error.code === 'slug_taken');

/** The refusal of a slug that is kept for the owner of a deleted server. */
export const isKept = (error: unknown): boolean =>
  error instanceof Rejected &&
  typeof error.details === 'object' &&
  error.details !== null &&
  'keptUntil' in error.details;
