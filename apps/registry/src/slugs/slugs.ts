import { Injectable } from '@nestjs/common';
import { Rejected, type ServerEvent, type SlugEvent } from '@toolyard/contracts';
import { EventStore, handle, RevisionConflict } from '@toolyard/event-store';
import { foldServer } from '../servers/server.decider.js';
import { slugDecider, type SlugState, slugTaken } from './slug.decider.js';

/** A creation takes milliseconds between its two appends; one that is this old stopped in the middle. */
const abandonedAfterMs = 30_000;

const streamOf = (slug: string): string => `slug-${slug}`;

/** Makes slugs unique over all replicas, and takes back those whose server does not exist. */
@Injectable()
export class Slugs {
  constructor(private readonly store: EventStore) {}

  /** @throws Rejected `slug_taken` */
  async reserve(slug: string, serverId: string, at: string): Promise<void> {
    const holder = await this.holder(slug);
    if (holder && holder.serverId !== serverId) {
      if (!(await this.isOrphaned(slug, holder, at))) throw slugTaken(slug);
      await this.release(slug, holder.serverId, at);
    }
    await handle(this.store, streamOf(slug), slugDecider, { type: 'reserve', slug, serverId, at });
  }

  async release(slug: string, serverId: string, at: string): Promise<void> {
    await handle(this.store, streamOf(slug), slugDecider, { type: 'release', slug, serverId, at });
  }

  private async holder(slug: string): Promise<SlugState> {
    const events = await this.store.read<SlugEvent>(streamOf(slug));
    return events.reduce((state, event) => slugDecider.evolve(state, event as SlugEvent), slugDecider.initial);
  }

  /** A deleted server, or a creation that never got to its second append and from now on never can. */
  private async isOrphaned(slug: string, holder: NonNullable<SlugState>, at: string): Promise<boolean> {
    const server = foldServer(await this.store.read(`server-${holder.serverId}`));
    if (server !== 'missing') return server === 'gone';
    if (Date.parse(at) - Date.parse(holder.at) < abandonedAfterMs) return false;
    const abandoned: ServerEvent = { type: 'ServerAbandoned', data: { serverId: holder.serverId, slug, at } };
    try {
      await this.store.append(`server-${holder.serverId}`, [abandoned], { expected: 'none' });
      return true;
    } catch (error) {
      // The creation went on just now after all.
      if (error instanceof RevisionConflict) return false;
      throw error;
    }
  }
}

/** True for the refusals that mean somebody else was faster. */
export const lostRace = (error: unknown): boolean =>
  error instanceof Rejected && (error.code === 'conflict' || error.code === 'slug_taken');
