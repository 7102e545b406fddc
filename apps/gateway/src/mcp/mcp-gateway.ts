import { join } from 'node:path';
import type { Route } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import { Access } from './rights/access.js';
import { AccessTable } from './rights/access-table.js';
import { AccessTokens } from './rights/access-tokens.js';
import { ContainerNetworks } from './forwarding/container-networks.js';
import { CallLog } from './recording/call-log.js';
import { CallPublisher, type PublishBatch } from './recording/call-publisher.js';
import { Calls } from './recording/calls.js';
import { Origins } from './endpoint/cors.js';
import { droppedCalls } from '../gateway.metrics.js';
import { LastSeen } from './rights/last-seen.js';
import { Masks, type FetchSecrets } from './recording/secret-masks.js';
import { McpHandler } from './endpoint/mcp.handler.js';
import { OpenStreams } from './rights/open-streams.js';
import type { Credentials, McpParts } from './endpoint/request.js';
import { Passes } from './rights/platform-token.js';
import { KeepAlive } from './endpoint/reply.js';
import { Resources } from './discovery/protected-resource.js';
import { RouteTable } from './forwarding/route-table.js';
import { SessionMover } from './sessions/session-recovery.js';
import { Sessions, type Session } from './sessions/session-store.js';
import { askUpstream } from './forwarding/upstream-ask.js';
import { Upstreams } from './forwarding/upstreams.js';
import { WellKnown } from './discovery/well-known.js';
import type { TrustedProxies } from '../front/trusted-proxies.js';

export interface EngineOptions {
  /** The gateway's own folder. */
  directory: string;
  /** Container addresses that `runtime` confirmed in another run of the platform are not used. */
  runId: string;
  /** Range in CIDR notation that every server's network is cut from. */
  networkPool: string;
  /** Makes message ids of several gateways differ. */
  gatewayId: string;
  /** Base64, shared by the services of the platform. */
  serviceKey: string;
  publicUrl: string;
  proxies: TrustedProxies;
  /** Servers have hosts of their own below it, if it is set. */
  serverDomain?: string;
  credentials?: Credentials;
  allowedOrigins: string[];
  callTimeoutMs: number;
  payloadBytes: number;
  bodyBytes: number;
  spoolBytes: number;
  sessionIdleMs: number;
  sessionsPerPrincipal: number;
  pingMs: number;
  /** Reject while NATS is away. */
  publish: PublishBatch;
  fetchSecrets: FetchSecrets;
}

const sweepMs = 250;
const sessionSweepMs = 60_000;

/** The MCP data path with everything it owns. It works without NATS: routes from disk, calls to disk. */
export class Engine {
  readonly handler: McpHandler;
  readonly routes: RouteTable;
  readonly access: AccessTable;
  readonly wellKnown: WellKnown;
  readonly passes: Passes;
  readonly lastSeen = new LastSeen();
  readonly sessions: Sessions;
  readonly calls: Calls;
  readonly upstreams: Upstreams;
  readonly masks: Masks;
  readonly #log: CallLog;
  readonly #publisher: CallPublisher;
  readonly #keepAlive: KeepAlive;
  #timers: NodeJS.Timeout[] = [];

  constructor(options: EngineOptions) {
    this.routes = new RouteTable(join(options.directory, 'routes.json'), options.runId);
    this.upstreams = new Upstreams(new ContainerNetworks(options.networkPool));
    this.access = new AccessTable(join(options.directory, 'access.json'));
    this.masks = new Masks(options.fetchSecrets);
    this.#log = new CallLog({
      directory: join(options.directory, 'calls'),
      maxBytes: options.spoolBytes,
      onDropped: tellDropped(),
      onReady: () => this.#publisher.kick(),
    });
    this.#publisher = new CallPublisher(this.#log, options.publish, options.gatewayId);
    this.calls = new Calls({
      timeoutMs: options.callTimeoutMs,
      payloadBytes: options.payloadBytes,
      masking: (serverId, version) => this.masks.get(serverId, version),
      maskingSoon: (serverId, version) => this.masks.soon(serverId, version),
      log: this.#log,
    });
    this.sessions = new Sessions(
      { perPrincipal: options.sessionsPerPrincipal, idleMs: options.sessionIdleMs },
      (session) => this.#evicted(session),
    );
    this.#keepAlive = new KeepAlive(options.pingMs);
    this.passes = new Passes(options.serviceKey);
    const access = new Access(this.access, new AccessTokens(options.publicUrl), this.passes, this.lastSeen);
    const streams = new OpenStreams(access, this.routes);
    const resources = new Resources(options.publicUrl, options.serverDomain);
    this.wellKnown = new WellKnown(this.routes, resources);
    const parts: McpParts = {
      access,
      resources,
      credentials: options.credentials ?? null,
      streams,
      proxies: options.proxies,
      origins: new Origins(options.publicUrl, options.allowedOrigins),
      routes: this.routes,
      upstreams: this.upstreams,
      sessions: this.sessions,
      mover: new SessionMover(this.routes, this.upstreams, this.sessions, this.calls),
      calls: this.calls,
      keepAlive: this.#keepAlive,
      limits: {
        bodyBytes: options.bodyBytes,
        bodyTimeoutMs: 60_000,
        observedBytes: 4 * options.payloadBytes,
        patienceMs: 5_000,
      },
    };
    this.handler = new McpHandler(parts, new URL(options.publicUrl).pathname.replace(/\/$/, ''));
    this.routes.onChange(({ slug, route }) => {
      this.#routeChanged(slug, route);
      streams.recheck();
    });
    this.access.onChange(() => streams.recheck());
  }

  start(): void {
    this.routes.load();
    this.access.load();
    const { orphans, lastWriteAt } = this.#log.open();
    for (const orphan of orphans) {
      const latencyMs = Math.max(0, Math.round(lastWriteAt - Date.parse(orphan.startedAt)));
      this.#log.ended(
        orphan.id,
        JSON.stringify({ ...orphan, latencyMs, class: 'upstream_down', output: '', error: interrupted }),
      );
    }
    if (orphans.length > 0)
      log.warn(
        { calls: orphans.length },
        'calls were in flight when the gateway was last killed; they are recorded as upstream_down',
      );
    this.#timers = [
      setInterval(() => this.calls.sweep(), sweepMs),
      setInterval(() => this.sessions.sweep(), sessionSweepMs),
    ];
    for (const timer of this.#timers) timer.unref();
    this.#publisher.kick();
  }

  /** NATS can be reached (again): what waited for it goes on. */
  connected(): void {
    for (const route of this.routes.all()) void this.masks.refresh(route.serverId, route.secretsVersion);
    this.#publisher.kick();
  }

  /** Ends event streams, which would never end by themselves. */
  stopStreams(): void {
    this.upstreams.closed = true;
    this.#keepAlive.stop();
  }

  /** To be called when no request is under way any more. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.upstreams.close();
    await this.calls.settled();
    await this.#log.flush();
    await this.#publisher.stop();
    await this.sessions.flushed();
    await this.routes.saved();
    await this.access.saved();
    await this.#log.close();
  }

  #routeChanged(slug: string, route: Route | null): void {
    this.upstreams.retain(this.routes.all());
    if (route) void this.masks.refresh(route.serverId, route.secretsVersion);
    log.info(
      {
        slug,
        status: route?.status ?? 'gone',
        deployment: route?.deploymentId,
        targets: route?.targets.length,
        draining: route?.draining.length,
      },
      'route changed',
    );
  }

  /** The container may forget the session too; whether it does is its own business. */
  #evicted(session: Session): void {
    const { target, innerId, innerVersion, kind, slug } = session.record;
    const { credentials } = session;
    const path = this.routes.get(slug)?.endpoint?.path;
    if (kind !== 'http' || innerId === null || !path) return;
    askUpstream(this.upstreams, target, path, '', {
      innerId,
      version: innerVersion,
      method: 'DELETE',
      credentials,
    }).catch(() => undefined);
  }
}

const interrupted = 'The gateway was killed while the call was in flight, so its outcome is unknown.';

/** Counts every lost call and complains at most every ten seconds. */
function tellDropped(): (error?: unknown) => void {
  let quietUntil = 0;
  return (error) => {
    droppedCalls.inc();
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + 10_000;
    log.error(
      { err: error },
      'recorded calls are being dropped: the spool is full or its disk refuses. Calls themselves go on.',
    );
  };
}
