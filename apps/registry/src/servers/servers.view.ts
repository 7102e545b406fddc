import { accountOf, RepositoryOwners, type Server } from '@toolyard/contracts';
import { isServerEvent, serverDecider } from './server.decider.js';

interface ServerQuery {
  /** Found in the name or the repository, whatever the case. */
  search?: string;
  /** Only the server with this slug, disabled or not. */
  slug?: string;
  /** Only servers that this account created. */
  createdBy?: string;
  /** Only servers for which this answers true. */
  visible?: (server: Server) => boolean;
  /** Disabled servers are listed too. */
  deactivated: boolean;
  /** `nextCursor` of the page before. */
  cursor?: string;
  limit: number;
}

export interface ServerPage {
  items: Server[];
  nextCursor: string | null;
}

interface Entry {
  server: Server;
  /** Position of its creation in the store: the one order that every replica agrees on and no edit changes. */
  position: bigint;
  searchable: string;
}

/** All servers that exist, as every replica folds them from the `server-` streams. */
export class Servers {
  private readonly byId = new Map<string, Entry>();
  private readonly bySlug = new Map<string, string>();
  /** Repositories of the built-in git remote, those of deleted servers as well. */
  readonly repositories = new RepositoryOwners();
  /** Oldest first, which is by position. */
  private readonly order: Entry[] = [];

  apply(event: { type: string; data: unknown; position: bigint }): void {
    if (!isServerEvent(event)) return;
    const { serverId } = event.data;
    if (event.type === 'ServerCreated') {
      const { source, actor, adoptsRepository } = event.data;
      this.repositories.created({ id: serverId, source, createdBy: actor, adoptsRepository });
    }
    const entry = this.byId.get(serverId);
    const next = serverDecider.evolve(entry?.server ?? 'missing', event);
    if (typeof next === 'string') this.remove(entry);
    else if (entry) this.replace(entry, next);
    else this.add({ server: next, position: event.position, searchable: searchable(next) });
  }

  get(id: string): Server | undefined {
    return this.byId.get(id)?.server;
  }

  withSlug(slug: string): Server | undefined {
    const id = this.bySlug.get(slug);
    return id === undefined ? undefined : this.get(id);
  }

  all(): Server[] {
    return this.order.map(({ server }) => server).sort((one, other) => one.name.localeCompare(other.name));
  }

  get count(): number {
    return this.order.length;
  }

  /** Newest first. A server created or deleted meanwhile moves nothing on the pages that follow. */
  page(query: ServerQuery): ServerPage {
    const before = query.cursor === undefined ? null : BigInt(query.cursor);
    const search = query.search && folded(query.search);
    const items: Entry[] = [];
    const start = before === null ? this.order.length : this.firstAt(before);
    for (let i = start - 1; i >= 0 && items.length <= query.limit; i--) {
      const entry = this.order[i]!;
      if (query.slug === undefined ? !query.deactivated && entry.server.disabled : entry.server.slug !== query.slug)
        continue;
      if (query.createdBy !== undefined && accountOf(entry.server.createdBy) !== query.createdBy) continue;
      if (query.visible && !query.visible(entry.server)) continue;
      if (search && !entry.searchable.includes(search)) continue;
      items.push(entry);
    }
    const more = items.length > query.limit;
    if (more) items.pop();
    return { items: items.map((entry) => entry.server), nextCursor: more ? items.at(-1)!.position.toString() : null };
  }

  private add(entry: Entry): void {
    this.byId.set(entry.server.id, entry);
    this.bySlug.set(entry.server.slug, entry.server.id);
    this.order.push(entry);
  }

  private replace(entry: Entry, server: Server): void {
    entry.server = server;
    entry.searchable = searchable(server);
  }

  private remove(entry: Entry | undefined): void {
    if (!entry) return;
    const { id, slug } = entry.server;
    this.repositories.deleted(entry.server);
    this.byId.delete(id);
    if (this.bySlug.get(slug) === id) this.bySlug.delete(slug);
    this.order.splice(this.firstAt(entry.position), 1);
  }

  /** Index of the first entry at this position or after it. */
  private firstAt(position: bigint): number {
    let low = 0;
    let high = this.order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.order[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** One spelling for what looks the same: full-width letters, ligatures, capitals. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

const searchable = (server: Server): string => folded(`${server.name}\n${server.source.repository}`);
