import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { accountOf, type Actor, streams } from '@toolyard/contracts';
import { type Consumption, Messaging, Requester } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { GatewayService } from '../gateway.js';
import { LRUCache } from 'lru-cache';
import { type Change, LiveFeed } from './live-feed.js';

interface CloudEvent {
  type: string;
  subject: string;
  time: string;
  data: { serverId?: string; actor?: Actor };
}

interface Tick {
  gateway: string;
  servers: Record<string, number>;
}

/** A page that reconnects within this time misses no change. */
const keptMs = 15 * 60_000;
const keptChanges = 5_000;
const tickMs = 1_000;
const ticks = 'toolyard.live.calls';

/** Feeds pages with the platform's events and the number of calls in progress at all gateways. */
@Injectable()
export class Live implements OnModuleInit, OnModuleDestroy {
  readonly feed = new LiveFeed(keptChanges);
  readonly #serverOf = new LRUCache<string, string>({ max: keptChanges });
  readonly #owners = new Map<string, string>();
  #ownersRead: 'not yet' | 'running' | 'done' = 'not yet';
  readonly #counts = new Map<string, Map<string, number>>();
  #following: Consumption | undefined;
  #timer: NodeJS.Timeout | undefined;
  #listening: { unsubscribe(): void } | undefined;

  constructor(
    private readonly messaging: Messaging,
    private readonly requester: Requester,
    private readonly gateway: GatewayService,
  ) {}

  onModuleInit(): void {
    this.#following = this.messaging.tail<CloudEvent>(streams.events, keptMs, async ({ data, sequence }) => {
      const change = await this.#change(data, sequence);
      if (change) this.feed.push(change);
    });
    this.#listening = this.messaging.connection.subscribe(ticks, {
      callback: (error, message) => {
        if (!error) this.#count(message.json<Tick>());
      },
    });
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    this.#listening?.unsubscribe();
    await this.#following?.stop();
  }

  /** The account whose server it is. Until the servers are read, developers get what their groups let them use. */
  readonly ownerOf = (serverId: string): string | undefined => this.#owners.get(serverId);

  async #readOwners(): Promise<void> {
    this.#ownersRead = 'running';
    try {
      const { servers } = await this.requester.request('registry.servers.all', {});
      for (const { id, createdBy } of servers) this.#owners.set(id, accountOf(createdBy));
      this.#ownersRead = 'done';
    } catch (error) {
      log.debug({ err: error }, 'the owners of servers are not read yet');
      this.#ownersRead = 'not yet';
    }
  }

  async #change({ type, subject, time, data }: CloudEvent, sequence: number): Promise<Change | null> {
    const dash = subject.indexOf('-');
    const noun = subject.slice(0, dash);
    const id = subject.slice(dash + 1);
    const serverId = data.serverId ?? (noun === 'deployment' ? await this.#serverOfDeployment(id) : undefined);
    if (type === 'ServerCreated' && data.serverId && data.actor) this.#owners.set(data.serverId, accountOf(data.actor));
    if (type === 'ServerDeleted' && data.serverId) this.#owners.delete(data.serverId);
    if (noun === 'deployment' && data.serverId) this.#remember(id, data.serverId);
    return { sequence, noun, type, id, serverId, at: time };
  }

  async #serverOfDeployment(id: string): Promise<string | undefined> {
    const remembered = this.#serverOf.get(id);
    if (remembered !== undefined) return remembered;
    try {
      const { serverId } = await this.requester.request(
        'builds.deployments.get',
        { deploymentId: id },
        { timeoutMs: 2_000 },
      );
      this.#remember(id, serverId);
      return serverId;
    } catch (error) {
      log.debug({ err: error, deployment: id }, 'a change of a deployment is reported without its server');
      return undefined;
    }
  }

  #remember(deploymentId: string, serverId: string): void {
    this.#serverOf.set(deploymentId, serverId);
  }

  #tick(): void {
    if (this.#ownersRead === 'not yet' && this.messaging.connected) void this.#readOwners();
    const { calls } = this.gateway.mcp;
    const touched = calls.takeTouched();
    if (touched.length === 0 || !this.messaging.connected) return;
    const counts = Object.fromEntries(touched.map((serverId) => [serverId, calls.inProgress(serverId).length]));
    this.messaging.connection.publish(
      ticks,
      JSON.stringify({ gateway: this.gateway.id, servers: counts } satisfies Tick),
    );
  }

  #count({ gateway, servers }: Tick): void {
    const totals: Record<string, number> = {};
    for (const [serverId, count] of Object.entries(servers)) {
      const byGateway = this.#counts.get(serverId) ?? new Map<string, number>();
      if (count > 0) byGateway.set(gateway, count);
      else byGateway.delete(gateway);
      if (byGateway.size > 0) this.#counts.set(serverId, byGateway);
      else this.#counts.delete(serverId);
      totals[serverId] = [...byGateway.values()].reduce((sum, each) => sum + each, 0);
    }
    this.feed.calls(totals);
  }
}
