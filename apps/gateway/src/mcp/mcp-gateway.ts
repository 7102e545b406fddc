import { join } from 'node:path';
import { QuotaLimits, type Route } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import type { TrustedProxies } from '../front/trusted-proxies.js';
import { droppedCalls } from '../gateway.metrics.js';
import type { CallerCredentials } from './credentials/caller-credentials.js';
import { ProtectedResources } from './discovery/protected-resource.js';
import { WellKnown } from './discovery/well-known.js';
import { McpHandler } from './endpoint/mcp.handler.js';
import { Origins } from './exchange/cors.js';
import { KeepAlive } from './exchange/reply.js';
import { Deadlines } from './forwarding/deadlines.js';
import { withQuery } from './mcp-address.js';
import type { McpConfig } from './mcp.config.js';
import { CallLog } from './recording/call-log.js';
import { CallPublisher, type PublishBatch } from './recording/call-publisher.js';
import { Calls } from './recording/calls.js';
import { SecretMasks, type FetchSecrets } from './recording/secret-masks.js';
import { AccessTable } from './rights/access-table.js';
import { AccessTokens } from './rights/access-tokens.js';
import { Access } from './rights/access.js';
import { LastSeen, type WriteLastSeen } from './rights/last-seen.js';
import { OpenStreams } from './rights/open-streams.js';
import { PlatformTokens } from './rights/platform-token.js';
import type { McpSession } from './sessions/mcp-session.js';
import { McpSessions, type SessionStore } from './sessions/mcp-sessions.js';
import { endCallOf, type SessionMessage, type TellGateways } from './sessions/other-gateways.js';
import { SessionMover } from './sessions/session-mover.js';
import { Circuits } from './upstreams/circuits.js';
import { ContainerNetworks } from './upstreams/container-networks.js';
import type { Masks } from './tracing/telemetry.js';
import type { Tracing } from './tracing/tracing.js';
import { RouteTable } from './upstreams/route-table.js';
import { askUpstream } from './upstreams/upstream-ask.js';
import { Upstreams } from './upstreams/upstreams.js';

/** What the data path uses of the rest of the platform. */
export interface McpPorts {
  /** Makes message ids of several gateways differ. */
  readonly gatewayId: string;
  readonly proxies: TrustedProxies;
  /** Null: no server has credentials of its users. */
  readonly credentials: CallerCredentials | null;
  readonly publish: PublishBatch;
  readonly fetchSecrets: FetchSecrets;
  readonly sessionStore: SessionStore;
  readonly writeLastSeen: WriteLastSeen;
  readonly tellGateways: TellGateways;
  /** Absent: no traces are exported. */
  readonly tracing?: (about: { gatewayId: string; masks: Masks }) => Tracing;
}

/** Calls that wait for input of their caller and are kept meanwhile; one beyond it is recorded as it is. */
const callBytesPerCaller = 8 << 20;
const callSweepMs = 250;
const sessionSweepMs = 60_000;
const bodyTimeoutMs = 60_000;
const interrupted = 'The gateway was killed while the call was in flight, so its outcome is unknown.';

/** The MCP data path and everything it owns. Works without NATS: routes come from disk, calls go to disk. */
export class McpGateway {
  readonly handler: McpHandler;
  readonly routes: RouteTable;
  readonly access: AccessTable;
  readonly wellKnown: WellKnown;
  readonly platformTokens: PlatformTokens;
  readonly sessions: McpSessions;
  readonly calls: Calls;
  readonly upstreams: Upstreams;
  readonly masks: SecretMasks;
  readonly #circuits = new Circuits();
  readonly #deadlines = new Deadlines();
  readonly #log: CallLog;
  readonly #publisher: CallPublisher;
  readonly #keepAlive: KeepAlive;
  readonly #tracing: Tracing | undefined;
  #timers: NodeJS.Timeout[] = [];

  constructor(config: McpConfig, ports: McpPorts) {
    this.routes = new RouteTable(join(config.directory, 'routes.json'), config.runId);
    this.upstreams = new Upstreams(new ContainerNetworks(config.networkPool, config.engineLink));
    this.access = new AccessTable(join(config.directory, 'access.json'), new QuotaLimits(config.quotas));
    this.masks = new SecretMasks(ports.fetchSecrets);
    this.#tracing = ports.tracing?.({ gatewayId: ports.gatewayId, masks: this.masks });
    this.#log = new CallLog({
      directory: join(config.directory, 'calls'),
      maxBytes: config.spoolBytes,
      durability: config.callDurability,
      onDropped: reportDropped(),
      onReady: () => this.#publisher.kick(),
    });
    this.#publisher = new CallPublisher(this.#log, ports.publish, ports.gatewayId);
    this.calls = new Calls({
      timeoutMs: config.callTimeoutMs,
      payloadBytes: config.payloadBytes,
      keptPerCaller: callBytesPerCaller,
      masking: (serverId, version) => this.masks.get(serverId, version),
      maskingSoon: (serverId, version) => this.masks.soon(serverId, version),
      log: this.#log,
    });
    const limits = { quotas: this.access.quotas, idleMs: config.sessionIdleMs };
    this.sessions = new McpSessions(ports.sessionStore, limits, (session) => this.#evicted(session));
    this.#keepAlive = new KeepAlive(config.pingMs);
    this.platformTokens = new PlatformTokens(config.serviceKey);
    const tokens = new AccessTokens(config.publicUrl);
    const lastSeen = new LastSeen(ports.writeLastSeen);
    const access = new Access(this.access, tokens, this.platformTokens, lastSeen, this.routes);
    const streams = new OpenStreams(access);
    const resources = new ProtectedResources(config.publicUrl, config.serverDomain);
    this.wellKnown = new WellKnown(this.routes, resources);
    this.handler = this.#handlerOf(config, ports, access, streams, resources);
    this.routes.onChange(({ slug, route }) => {
      this.#routeChanged(slug, route);
      streams.recheck();
    });
    this.access.onChange(() => streams.recheck());
  }

  start(): void {
    this.routes.load();
    this.access.load();
    this.#recordInterrupted();
    this.#timers = [
      setInterval(() => {
        this.calls.sweep();
        this.#deadlines.sweep();
      }, callSweepMs),
      setInterval(() => this.sessions.sweep(), sessionSweepMs),
    ];
    for (const timer of this.#timers) timer.unref();
    this.#publisher.kick();
  }

  /** To be called when NATS can be reached for the first time: fetches secrets and publishes calls. */
  connected(): void {
    for (const route of this.routes.all()) void this.masks.refresh(route.serverId, route.secretsVersion);
    this.#publisher.kick();
  }

  /** Another gateway saw a message of a session. */
  receive(message: SessionMessage): void {
    endCallOf(this.sessions, this.calls, message);
  }

  /** Ends standalone event streams, which have no end of their own, and sends no further requests. */
  stopStreams(): void {
    this.upstreams.stopSending();
    this.routes.stopWaiting();
    this.#keepAlive.stop();
  }

  /** To be called when no request is in progress. */
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
    await this.#tracing?.stop();
  }

  #handlerOf(
    config: McpConfig,
    { proxies, credentials, tellGateways }: McpPorts,
    access: Access,
    streams: OpenStreams,
    resources: ProtectedResources,
  ): McpHandler {
    const { routes, upstreams, sessions, calls } = this;
    const mover = new SessionMover(routes, upstreams, sessions, calls);
    const observedBytes = 4 * config.payloadBytes;
    const publicPath = new URL(config.publicUrl).pathname.replace(/\/$/, '');
    return new McpHandler({
      origins: new Origins(config.publicUrl, config.allowedOrigins),
      proxies,
      routes,
      access,
      resources,
      credentials,
      sessions,
      keepAlive: this.#keepAlive,
      limits: { maxBytes: config.maxBodyBytes, timeoutMs: bodyTimeoutMs },
      post: {
        ...{ routes, upstreams, access, streams, sessions, mover, calls, observedBytes },
        circuits: this.#circuits,
        deadlines: this.#deadlines,
        timeoutMs: config.callTimeoutMs,
        tellGateways,
      },
      get: { routes, upstreams, access, streams, mover, calls, observedBytes, tellGateways },
      delete: { upstreams, sessions, mover, calls },
      tracing: this.#tracing,
      sse: { routes, upstreams, access, streams, sessions, mover, calls, publicPath, observedBytes, tellGateways },
    });
  }

  /** Calls that had only started when an earlier process was killed. */
  #recordInterrupted(): void {
    const { orphans, lastWriteAt } = this.#log.open();
    for (const orphan of orphans) {
      const latencyMs = Math.max(0, Math.round(lastWriteAt - Date.parse(orphan.startedAt)));
      const call = { ...orphan, latencyMs, class: 'upstream_down', output: '', error: interrupted };
      this.#log.ended(orphan.id, JSON.stringify(call));
    }
    if (orphans.length > 0)
      log.warn(
        { calls: orphans.length },
        'calls were in flight when the gateway was last killed; they are recorded as upstream_down',
      );
  }

  #routeChanged(slug: string, route: Route | null): void {
    this.upstreams.retain(this.routes.all());
    this.#circuits.close(slug);
    if (route) void this.masks.refresh(route.serverId, route.secretsVersion);
    log.info(
      {
        slug,
        status: route?.status ?? 'deleted',
        deployment: route?.deploymentId,
        targets: route?.targets.length,
        draining: route?.draining.length,
      },
      'route changed',
    );
  }

  /** Ends the session in its container too. A failure is ignored: the container has its own limit. */
  #evicted(session: McpSession): void {
    const { target, innerId, innerVersion, kind, slug } = session.record;
    const { serverHeaders } = session;
    const path = this.routes.get(slug)?.endpoint?.path;
    if (kind !== 'http' || innerId === null || !path) return;
    askUpstream(this.upstreams, target, withQuery(path, session.record.query ?? ''), '', {
      innerId,
      version: innerVersion,
      method: 'DELETE',
      serverHeaders,
    }).catch(() => undefined);
  }
}

/** Counts every dropped call, and logs at most every ten seconds. */
function reportDropped(): (error?: unknown) => void {
  let quietUntil = 0;
  return (error) => {
    droppedCalls.inc();
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + 10_000;
    log.error(
      { err: error },
      'recorded calls are dropped: the spool is full, or its disk cannot be written. Calls themselves are forwarded.',
    );
  };
}
