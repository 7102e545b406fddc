import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeliveredCredential, InnerServiceName, ServiceName } from '@toolyard/contracts';
import type { Messaging, Requester } from '@toolyard/messaging';
import { log, type SealingKey } from '@toolyard/service';
import { ServiceProxy } from './front/service-proxy.js';
import { Front } from './front/public-server.js';
import type { GatewayConfig } from './gateway.config.js';
import { CallerCredentials, type OpenedCredential } from './mcp/credentials/credentials.js';
import { Engine } from './mcp/mcp-gateway.js';
import {
  followAccess,
  followRoutes,
  followSessions,
  lastSeenIn,
  onReconnect,
  publishCalls,
  sessionStore,
} from './nats/nats-wiring.js';
import { type PlatformHealth, Siblings } from './health/services-health.js';
import { TrustedProxies } from './front/trusted-proxies.js';

/** Requests under way get so long when the gateway stops. */
const graceMs = 4_000;
/** A provider may have to be asked for a new token first. */
const credentialTimeoutMs = 15_000;

/** What is separated by commas in the environment. */
const listed = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** The gateway as a whole: listens at once, and joins NATS when that is there. */
export class GatewayService {
  readonly engine: Engine;
  readonly credentials: CallerCredentials;
  readonly id: string;
  readonly #front: Front;
  readonly #siblings: Siblings;
  readonly #urls: Partial<Record<ServiceName, string>> & Record<InnerServiceName, string>;
  readonly #api: ServiceProxy;
  readonly #sessionIdleMs: number;
  readonly #stopping = new AbortController();
  #messaging: Messaging | null = null;
  #requester: Requester | null = null;
  #sealing: SealingKey | null = null;
  #stopped: Promise<void> | null = null;

  constructor(private readonly config: GatewayConfig) {
    const directory = join(config.TOOLYARD_DATA, 'gateway');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#sessionIdleMs = config.TOOLYARD_SESSION_IDLE_MINUTES * 60_000;
    this.id = gatewayId(directory);
    this.credentials = new CallerCredentials(
      (serverId, userId) => this.#fetchCredential(serverId, userId),
      config.TOOLYARD_PUBLIC_URL,
    );
    const proxies = new TrustedProxies(listed(config.TOOLYARD_TRUSTED_PROXIES));
    this.engine = new Engine({
      proxies,
      credentials: this.credentials,
      directory,
      runId: config.TOOLYARD_RUN_ID,
      networkPool: config.TOOLYARD_NETWORK_POOL,
      gatewayId: this.id,
      serviceKey: config.TOOLYARD_SERVICE_KEY,
      publicUrl: config.TOOLYARD_PUBLIC_URL,
      serverDomain: config.TOOLYARD_SERVER_DOMAIN || undefined,
      allowedOrigins: listed(config.TOOLYARD_ALLOWED_ORIGINS),
      callTimeoutMs: config.TOOLYARD_CALL_TIMEOUT_SECONDS * 1_000,
      payloadBytes: config.TOOLYARD_PAYLOAD_BYTES,
      bodyBytes: config.TOOLYARD_BODY_BYTES,
      spoolBytes: config.TOOLYARD_SPOOL_BYTES,
      sessionIdleMs: this.#sessionIdleMs,
      sessionsPerPrincipal: config.TOOLYARD_SESSIONS_PER_PRINCIPAL,
      pingMs: config.TOOLYARD_SSE_PING_SECONDS * 1_000,
      publish: (json, id) =>
        this.#messaging ? publishCalls(this.#messaging)(json, id) : Promise.reject(new Error('NATS is not connected.')),
      fetchSecrets: (serverId) => this.#fetchSecrets(serverId),
    });
    const urls = {
      identity: config.TOOLYARD_IDENTITY_URL,
      registry: config.TOOLYARD_REGISTRY_URL,
      builds: config.TOOLYARD_BUILDS_URL,
      secrets: config.TOOLYARD_SECRETS_URL,
      analytics: config.TOOLYARD_ANALYTICS_URL,
      runtime: config.TOOLYARD_RUNTIME_URL,
    } satisfies Record<InnerServiceName, string>;
    this.#urls = urls;
    this.#siblings = new Siblings(urls, config.TOOLYARD_PUBLIC_URL);
    this.#api = new ServiceProxy(this.#urls, proxies);
    this.#front = new Front({
      mcp: this.engine.handler,
      wellKnown: this.engine.wellKnown,
      serverDomain: config.TOOLYARD_SERVER_DOMAIN || undefined,
      platformHost: new URL(config.TOOLYARD_PUBLIC_URL).hostname,
      api: this.#api,
      siblings: this.#siblings,
      health: () => this.health(),
      dashboardUrl: config.TOOLYARD_DASHBOARD_URL || undefined,
    });
  }

  /** Of the whole platform. */
  health(): Promise<PlatformHealth> {
    return this.#siblings.health(this.#ownHealth());
  }

  #ownHealth(): PlatformHealth['services'][string] {
    if (!this.#messaging?.connected)
      return {
        status: 'failing',
        error:
          'NATS cannot be reached. MCP traffic goes on with the last known routes and rights, and calls are kept on disk.',
      };
    if (!this.engine.access.known)
      return {
        status: 'failing',
        error:
          'Who may use what is not known yet: identity has never said so. MCP endpoints that need a sign-in answer 503.',
      };
    return { status: 'ok' };
  }

  /** Nest answers at this address, so the routes that the gateway owns itself can be served. */
  joinedAt(url: string): void {
    this.#urls.gateway = url;
  }

  async listen(): Promise<number> {
    this.engine.start();
    const port = await this.#front.listen(this.config.TOOLYARD_PORT, this.config.TOOLYARD_HOST);
    log.info({ port }, 'gateway answers at the public port');
    return port;
  }

  attach(messaging: Messaging, requester: Requester, sealing: SealingKey): void {
    this.#messaging = messaging;
    this.#requester = requester;
    this.#sealing = sealing;
    this.engine.sessions.store = sessionStore(messaging, this.#sessionIdleMs);
    this.engine.lastSeen.write = lastSeenIn(messaging);
    void followRoutes(messaging, this.engine.routes, this.#stopping.signal);
    void followAccess(messaging, this.engine.access, this.#stopping.signal);
    void followSessions(messaging, this.engine.sessions, this.#sessionIdleMs, this.#stopping.signal);
    void onReconnect(messaging, () => this.credentials.forgetAll(), this.#stopping.signal);
    this.engine.connected();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    this.engine.stopStreams();
    await this.#front.close(graceMs, () => this.engine.calls.giveUp());
    this.#api.close();
    await this.engine.stop();
  }

  async #fetchCredential(serverId: string, userId: string): Promise<OpenedCredential> {
    if (!this.#requester || !this.#sealing || !this.#messaging?.connected) throw new Error('NATS is not connected.');
    const asked = { serverId, userId, receiver: this.#sealing.receiver };
    const { status, sealed, expiresAt, error } = await this.#requester.request('secrets.credentials.deliver', asked, {
      timeoutMs: credentialTimeoutMs,
    });
    return {
      status,
      delivered: sealed && (JSON.parse(await this.#sealing.open(sealed)) as DeliveredCredential),
      expiresAt,
      error,
    };
  }

  async #fetchSecrets(serverId: string): Promise<Record<string, string>> {
    if (!this.#requester || !this.#sealing || !this.#messaging?.connected) throw new Error('NATS is not connected.');
    const { sealed } = await this.#requester.request('secrets.variables.deliver', {
      serverId,
      receiver: this.#sealing.receiver,
    });
    return JSON.parse(await this.#sealing.open(sealed)) as Record<string, string>;
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
