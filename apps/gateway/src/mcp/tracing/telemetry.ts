import type { Attributes, Histogram, Tracer } from '@opentelemetry/api';
import { log } from '@toolyard/service';

export interface Mask {
  mask(text: string): string;
}

/** Masks of servers, as records use them. */
export interface Masks {
  /** Null while they have to be fetched. */
  get(serverId: string, version: string): Mask | null;
  soon(serverId: string, version: string): Promise<Mask | null>;
}

/** What spans say of the request around a message. */
export interface TracedRequest {
  readonly route: { serverId: string; slug: string; deploymentId: string; secretsVersion: string };
  readonly correlationId: string;
  readonly rawHeaders: readonly string[];
  /** Masks the caller's credentials. */
  readonly mask: Mask | null;
  /** Undefined without a session, and where its id alone lets a client use it. */
  readonly sessionId: string | undefined;
  readonly protocolVersion: string | undefined;
  readonly httpVersion: string;
}

interface TelemetryOptions {
  tracer: Tracer;
  duration: Histogram;
  masks: Masks;
  /** Attributes with the public address of the platform. */
  address: Attributes;
  /** Sends what is queued, as far as the collector takes it. */
  shutdown(): Promise<void>;
}

/** In place of a name while the secrets to mask are not known. */
const withheld: Mask = { mask: () => '***' };

/** Where the spans and figures of MCP requests go. */
export class Telemetry {
  readonly #naming = new Set<Promise<void>>();

  constructor(private readonly options: TelemetryOptions) {}

  get tracer(): Tracer {
    return this.options.tracer;
  }

  get address(): Attributes {
    return this.options.address;
  }

  /** Milliseconds since the epoch with fractions, by a clock that never goes back. */
  now(): number {
    return performance.timeOrigin + performance.now();
  }

  measured(seconds: number, labels: Attributes): void {
    this.options.duration.record(seconds, labels);
  }

  /** Calls `write` with the masks for what the client named: at once, or when they were fetched. */
  named({ route, mask }: TracedRequest, write: (mask: Mask) => void): void {
    const { masks } = this.options;
    const withCaller = (found: Mask): Mask => (mask ? { mask: (text) => mask.mask(found.mask(text)) } : found);
    const found = masks.get(route.serverId, route.secretsVersion);
    if (found) return write(withCaller(found));
    const later = masks
      .soon(route.serverId, route.secretsVersion)
      .then((fetched) => write(fetched ? withCaller(fetched) : withheld))
      .catch((error: unknown) => log.error({ err: error }, 'a span could not be written'))
      .finally(() => this.#naming.delete(later));
    this.#naming.add(later);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#naming);
    await this.options.shutdown();
  }
}
