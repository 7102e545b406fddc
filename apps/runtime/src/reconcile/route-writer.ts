import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { buckets, type Route, trustedIn } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { RuntimeConfig } from '../runtime.config.js';

const prefix = 'route.';
const retryMs = 1_000;

/**
 * The routes as last read or stored, without the addresses of an earlier run of the platform. Every change is stored in
 * the bucket `routes` first.
 */
@Injectable()
export class RouteWriter {
  private readonly routes = new Map<string, Route>();

  constructor(
    private readonly messaging: Messaging,
    private readonly config: RuntimeConfig,
  ) {}

  /** Reads the stored routes; tries until it succeeds or the signal is aborted. */
  async load(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        return await this.read();
      } catch (error) {
        log.warn({ err: error }, 'could not read the routes; it is tried again');
        await pause(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  get(slug: string): Route | null {
    return this.routes.get(slug) ?? null;
  }

  all(): Route[] {
    return [...this.routes.values()];
  }

  /** Stores a route. @returns false when it is stored like this already */
  async put(route: Route): Promise<boolean> {
    const text = JSON.stringify({ ...route, runId: this.config.runId } satisfies Route);
    if (text === JSON.stringify(this.routes.get(route.slug))) return false;
    const bucket = await this.messaging.kv(buckets.routes);
    await bucket.put(`${prefix}${route.slug}`, text);
    this.routes.set(route.slug, JSON.parse(text) as Route);
    return true;
  }

  /** Removes the route of a slug, if there is one. */
  async remove(slug: string): Promise<void> {
    if (!this.routes.has(slug)) return;
    const bucket = await this.messaging.kv(buckets.routes);
    await bucket.delete(`${prefix}${slug}`);
    this.routes.delete(slug);
  }

  private async read(): Promise<void> {
    const bucket = await this.messaging.kv(buckets.routes);
    for await (const key of await bucket.keys(`${prefix}>`)) {
      const entry = await bucket.get(key);
      if (entry?.operation === 'PUT')
        this.routes.set(key.slice(prefix.length), trustedIn(this.config.runId, entry.json<Route>()));
    }
  }
}
