import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountPlaces, log } from '@toolyard/service';
import { PublicServer } from './front/public-server.js';
import type { InnerServiceName, ServiceName } from '@toolyard/contracts';
import { ServiceProxy } from './front/services/service-proxy.js';
import { TrustedProxies } from './front/trusted-proxies.js';
import type { GatewayConfig } from './gateway.config.js';
import { type PlatformHealth, PlatformServices } from './health/services-health.js';
import { CallerCredentials } from './mcp/credentials/caller-credentials.js';
import { isAdminKey } from './mcp/rights/admin-key.js';
import { McpGateway, type McpPorts } from './mcp/mcp-gateway.js';
import { publishCallsTo } from './nats/call-stream.js';
import { credentialsFrom, secretsFrom } from './nats/delivered-secrets.js';
import { followAccess } from './nats/followed-access.js';
import { followRoutes } from './nats/followed-routes.js';
import { lastSeenWriter, openLastSeen } from './nats/last-seen-writer.js';
import { type Platform, PlatformLink } from './nats/platform-link.js';
import { onReconnect } from './nats/reconnects.js';
import { SessionBucket } from './nats/session-bucket.js';
import { followSessionMessages, tellGatewaysOver } from './nats/session-messages.js';

/** Requests in progress get this long when the gateway stops. */
const graceMs = 4_000;

/** The gateway as a whole: listens at once, and is attached to the platform when NATS can be reached. */
export class GatewayService {
  readonly mcp: McpGateway;
  readonly credentials: CallerCredentials;
  /** Open streams of changes. */
  readonly streams: AccountPlaces;
  /** The same for all runs on one data folder. */
  readonly id: string;
  readonly #link = new PlatformLink();
  readonly #sessionBucket: SessionBucket;
  readonly #server: PublicServer;
  readonly #services: PlatformServices;
  readonly #urls: Partial<Record<ServiceName, string>> & Record<InnerServiceName, string>;
  readonly #api: ServiceProxy;
  readonly #stopping = new AbortController();
  #following: { stop(): unknown }[] = [];
  #stopped: Promise<void> | null = null;

  constructor(
    private readonly config: GatewayConfig,
    tracing?: McpPorts['tracing'],
  ) {
    const { directory, publicUrl, serverDomain } = config;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.id = gatewayId(directory);
    this.#urls = config.serviceUrls;
    this.credentials = new CallerCredentials(credentialsFrom(this.#link), publicUrl);
    this.#sessionBucket = new SessionBucket(this.#link, config.sessionIdleMs);
    const proxies = new TrustedProxies(config.trustedProxies);
    this.mcp = new McpGateway(config, {
      gatewayId: this.id,
      proxies,
      credentials: this.credentials,
      publish: publishCallsTo(this.#link),
      fetchSecrets: secretsFrom(this.#link),
      sessionStore: this.#sessionBucket,
      writeLastSeen: lastSeenWriter(this.#link),
      tellGateways: tellGatewaysOver(this.#link, this.id),
      tracing,
    });
    this.streams = new AccountPlaces(this.mcp.access.quotas, 'event_streams_per_account');
    this.#services = new PlatformServices(this.#urls, publicUrl);
    this.#api = new ServiceProxy(this.#urls, proxies);
    this.#server = new PublicServer({
      mcp: this.mcp.handler,
      wellKnown: this.mcp.wellKnown,
      serverDomain,
      platformHost: new URL(publicUrl).hostname,
      api: this.#api,
      services: this.#services,
      health: () => this.health(),
      mayReadMetrics: (authorization) => isAdminKey(this.mcp.access, authorization),
      https: publicUrl.startsWith('https:'),
      dashboardUrl: config.dashboardUrl,
    });
  }

  /** Health of the whole platform. */
  health(): Promise<PlatformHealth> {
    return this.#services.health(this.#ownHealth());
  }

  #ownHealth(): PlatformHealth['services'][string] {
    if (!this.#link.connected)
      return {
        status: 'failing',
        error:
          'NATS cannot be reached. MCP traffic goes on with the last known routes and rights, ' +
          'and calls are kept on disk.',
      };
    if (!this.mcp.access.loaded)
      return {
        status: 'failing',
        error: 'No access rights were loaded: identity has written none. MCP endpoints that need a sign-in answer 503.',
      };
    return { status: 'ok' };
  }

  /** Forwards the gateway's own routes of the API to this address, where Nest listens. */
  serveOwnRoutesAt(url: string): void {
    this.#urls.gateway = url;
  }

  /** @returns the public port */
  async listen(): Promise<number> {
    this.mcp.start();
    const port = await this.#server.listen(this.config.TOOLYARD_PORT, this.config.TOOLYARD_HOST);
    log.info({ port }, 'gateway answers at the public port');
    return port;
  }

  /** To be called once, when NATS can be reached for the first time. */
  attach(platform: Platform): void {
    const { messaging } = platform;
    this.#link.attach(platform);
    openLastSeen(messaging);
    this.#following = [
      followRoutes(messaging, this.mcp.routes),
      followAccess(messaging, this.mcp.access),
      this.#sessionBucket.follow(messaging, this.mcp.sessions),
      followSessionMessages(messaging, this.id, (message) => this.mcp.receive(message)),
    ];
    void onReconnect(messaging, () => this.credentials.forgetAll(), this.#stopping.signal);
    this.mcp.connected();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    // Not awaited: while NATS is away, a follower ends only after a time limit.
    for (const each of this.#following) void each.stop();
    this.mcp.stopStreams();
    await this.#server.close(graceMs, () => this.mcp.calls.giveUp());
    this.#api.close();
    await this.mcp.stop();
  }
}

function gatewayId(directory: string): string {
  const file = join(directory, 'id');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const id = randomUUID();
    writeFileSync(file, id, { mode: 0o600 });
    return id;
  }
}
