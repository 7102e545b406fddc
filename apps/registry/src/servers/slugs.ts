import { Injectable } from '@nestjs/common';
import { Rejected, type SlugEvent } from '@toolyard/contracts';
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

/** Slugs are unique over all replicas; the slug of a deleted server is free again. */
@Injectable()
export class Slugs extends Reservations<SlugEvent> {
  constructor(store: EventStore) {
    super(store, slugRules);
  }
}

export const slugTaken = (slug: string): Rejected =>
  new Rejected(
    'slug_taken',
    `Another server already has the address /s/${slug}. Nothing was created. Choose another name, or send a "slug" of your own with the same name.`,
    { slug },
  );

/** True for the refusals that mean that another request was faster. */
export const lostRace = (error: unknown): boolean =>
  error instanceof Rejected && (error.code === 'conflict' || error.code === 'slug_taken');
