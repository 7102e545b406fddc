import { Rejected, type SlugEvent } from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';

export type SlugCommand = { slug: string; serverId: string; at: string } & ({ type: 'reserve' } | { type: 'release' });

/** Who holds the slug since when; null when it is free. */
export type SlugState = { serverId: string; at: string } | null;

/** The first append to `slug-<slug>` wins, whichever replica it comes from. */
export const slugDecider: Decider<SlugState, SlugCommand, SlugEvent> = {
  initial: null,

  decide({ type, slug, serverId, at }, holder) {
    switch (type) {
      case 'reserve':
        if (holder === null) return [{ type: 'SlugReserved', data: { slug, serverId, at } }];
        if (holder.serverId === serverId) return [];
        throw slugTaken(slug);
      case 'release':
        return holder?.serverId === serverId ? [{ type: 'SlugReleased', data: { slug, serverId, at } }] : [];
    }
  },

  evolve(_, event) {
    switch (event.type) {
      case 'SlugReserved':
        return { serverId: event.data.serverId, at: event.data.at };
      case 'SlugReleased':
        return null;
      default:
        return unknownEvent(event, 'slug');
    }
  },
};

export const slugTaken = (slug: string): Rejected =>
  new Rejected(
    'slug_taken',
    `Another server already has the address /s/${slug}. Nothing was created. Choose another name, or send a "slug" of your own with the same name.`,
    { slug },
  );
