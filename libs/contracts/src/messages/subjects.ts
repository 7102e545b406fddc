import type { StreamNoun } from '../events/events.js';

/** NATS subjects, JetStream streams and buckets. The one place where these names are written. */
export const subjects = {
  event: (noun: StreamNoun, type: string) => `toolyard.events.${noun}.${type}`,
  build: (deploymentId: string) => `toolyard.work.builds.${deploymentId}`,
  /** Batches of recorded calls; one message may hold calls of several servers. */
  calls: () => 'toolyard.calls.batch',
  /** Messages of sessions that one gateway saw and another may wait for; no other service reads them. */
  sessionMessages: () => 'gateway.sessions.messages',
  deploymentLog: (deploymentId: string) => `toolyard.logs.deployment.${deploymentId}`,
  /** Webhooks of GitHub, as far as they matter. */
  githubWebhook: () => 'toolyard.webhooks.github',
  serverLog: (serverId: string) => `toolyard.logs.server.${serverId}`,
} as const;

/** What a stream of JetStream keeps, and for how long. */
export interface StreamSpec {
  name: string;
  subjects: string[];
  /** `work`: a message goes once it is acknowledged. `limits`: kept for `maxAgeHours`. */
  retention: 'work' | 'limits';
  maxAgeHours: number;
  maxBytes: number;
  duplicateWindowMinutes: number;
}

/** The streams of JetStream; `Messaging.ensureStreams` makes them. */
export const streams = {
  events: {
    name: 'EVENTS',
    subjects: ['toolyard.events.>'],
    retention: 'limits',
    maxAgeHours: 24 * 7,
    maxBytes: 512 << 20,
    duplicateWindowMinutes: 10,
  },
  builds: {
    name: 'BUILDS',
    subjects: ['toolyard.work.builds.*'],
    retention: 'work',
    maxAgeHours: 24 * 7,
    maxBytes: 64 << 20,
    duplicateWindowMinutes: 10,
  },
  calls: {
    name: 'CALLS',
    subjects: ['toolyard.calls.*'],
    retention: 'work',
    maxAgeHours: 24 * 7,
    maxBytes: 2 ** 31,
    duplicateWindowMinutes: 10,
  },
  webhooks: {
    name: 'WEBHOOKS',
    subjects: ['toolyard.webhooks.*'],
    retention: 'work',
    maxAgeHours: 24 * 7,
    maxBytes: 64 << 20,
    duplicateWindowMinutes: 60,
  },
  logs: {
    name: 'LOGS',
    subjects: ['toolyard.logs.>'],
    retention: 'work',
    maxAgeHours: 24 * 7,
    maxBytes: 2 ** 31,
    duplicateWindowMinutes: 10,
  },
} as const satisfies Record<string, StreamSpec>;

/** The key-value buckets of JetStream, by the words that the code uses. */
export const buckets = {
  /** `route.<slug>` → {@link Route}. */
  routes: 'routes',
  /**
   * `user.<id>`, `group.<id>`, `key.<digest>`, `grant.<id>`, `quotas`, `jwks`: what gateways check calls against,
   * written by `identity`.
   */
  access: 'access',
  /** SHA-256 of a session cookie → who is signed in to the dashboard, written by `identity`. */
  loginSessions: 'login-sessions',
  /**
   * `user.<id>`, `key.<id>` → when they were last seen (ISO 8601), at most once a minute each; gateways write it for
   * the keys they let in.
   */
  lastSeen: 'last-seen',
  /** Attempts to sign in, counted over all replicas of `identity`. */
  rateLimits: 'rate-limits',
  /** `<user>.<purpose>` → the challenge that a passkey has to sign, once. */
  passkeyChallenges: 'passkey-challenges',
  /** Registrations of OAuth clients, counted over a day and over all replicas of `identity`. */
  registrationLimits: 'registration-limits',
  /** `session.<id>` → the gateway's outer MCP sessions. */
  sessions: 'sessions',
  /** `<delivery id>` → what became of a webhook of GitHub; the last hundred, written by `builds`. */
  webhookDeliveries: 'webhook-deliveries',
  /** Digest of an image with `.` for `:` → its bill of materials, CycloneDX JSON with gzip, written by `builds`. */
  sboms: 'sboms',
  /** SHA-256 of a state → a set-up of the GitHub App that has begun, written by `builds`. */
  githubSetups: 'github-setups',
  /** Checkpoints of relays and log readers. */
  checkpoints: 'checkpoints',
  /** Who is doing something that only one may do at a time; a lease that is not given back expires. */
  leases: 'leases',
  /** State of the authorization server, sealed, one bucket for each lifetime. */
  oauthRequests: 'oauth-requests',
  oauthGrants: 'oauth-grants',
  oauthRegistrations: 'oauth-registrations',
  oauthClients: 'oauth-clients',
  oauthKeys: 'oauth-keys',
} as const;
