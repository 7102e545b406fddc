import { variablesMaxBytes } from '../rules/variable.rules.js';
import type { ServiceName } from '../installation/services.js';

export type QuotaSubject = 'organisation' | 'account' | 'server';

/** What happens at the limit. `waits` and `ends_oldest` are no errors. */
export type QuotaEffect = 'refuses' | 'waits' | 'ends_oldest' | 'drops';

/** One quota of the catalogue. */
export interface Quota {
  subject: QuotaSubject;
  /** The service that holds what is counted, and that enforces the limit where it is written. */
  owner: ServiceName;
  unit: 'count' | 'bytes' | 'bytes_per_second' | 'seconds';
  /** The limit where nothing else is set. */
  limit: number;
  /** The largest limit that can be set; absent: none. */
  most?: number;
  effect: QuotaEffect;
  /** What is counted, for people: `<subject> has at most <limit> <of>`. */
  of: string;
  /** How to get below the limit, for people: `<relief>, or ask an admin to raise the quota`. */
  relief: string;
  /** Seconds after which the same request may succeed without any change; absent: it needs one. */
  retryAfterSeconds?: number;
}

const kib = 1024;
const gib = 1024 * 1024 * kib;

/** Every quota, by its name. Limits of a deployment's form, such as the size of one body, are none. */
export const quotas = {
  servers: {
    subject: 'organisation',
    owner: 'registry',
    unit: 'count',
    limit: 5_000,
    effect: 'refuses',
    of: 'servers',
    relief: 'delete a server that is no longer needed',
  },
  servers_per_account: {
    subject: 'account',
    owner: 'registry',
    unit: 'count',
    limit: 1_000,
    effect: 'refuses',
    of: 'servers',
    relief: 'delete a server that is no longer needed',
  },
  replicas: {
    subject: 'organisation',
    owner: 'registry',
    unit: 'count',
    limit: 10_000,
    effect: 'refuses',
    of: 'replicas of all servers that are not disabled',
    relief: 'lower the replicas of a server, or disable one',
  },
  replicas_per_server: {
    subject: 'server',
    owner: 'registry',
    unit: 'count',
    limit: 20,
    most: 20,
    effect: 'refuses',
    of: 'replicas',
    relief: 'name fewer replicas',
  },
  memory: {
    subject: 'organisation',
    owner: 'builds',
    unit: 'bytes',
    limit: 1_024 * gib,
    effect: 'refuses',
    of: 'of memory for the replicas of all live servers',
    relief: 'lower `resources.memoryMb` or the replicas of a server',
  },
  memory_per_server: {
    subject: 'server',
    owner: 'builds',
    unit: 'bytes',
    limit: 16 * gib,
    effect: 'refuses',
    of: 'of memory for all its replicas',
    relief: 'lower `resources.memoryMb` or the replicas',
  },
  builds_per_account: {
    subject: 'account',
    owner: 'builds',
    unit: 'count',
    limit: 100,
    effect: 'refuses',
    of: 'queued and running builds',
    relief: 'wait until one of them has ended, cancel one',
    retryAfterSeconds: 30,
  },
  push_bytes: {
    subject: 'server',
    owner: 'builds',
    unit: 'bytes',
    limit: 200 * 1024 * kib,
    effect: 'refuses',
    of: 'in the pack of one push or fetch',
    relief: 'push less at once, keep large files elsewhere',
  },
  repository_bytes: {
    subject: 'server',
    owner: 'builds',
    unit: 'bytes',
    limit: 2 * gib,
    effect: 'refuses',
    of: 'in its repository of the built-in git remote',
    relief: 'keep large files elsewhere, push a shorter history to a new repository',
  },
  git_processes_per_account: {
    subject: 'account',
    owner: 'builds',
    unit: 'count',
    limit: 4,
    most: 16,
    effect: 'waits',
    of: 'git processes at once',
    relief: 'wait until a clone or a push has ended',
  },
  git_seconds: {
    subject: 'account',
    owner: 'builds',
    unit: 'seconds',
    limit: 300,
    effect: 'refuses',
    of: 'of processor time for one git process, which a pack that unpacks to much more takes',
    relief: 'push less at once',
  },
  build_log_bytes: {
    subject: 'server',
    owner: 'builds',
    unit: 'bytes',
    limit: 8 * 1024 * kib,
    effect: 'drops',
    of: 'of output kept of one build',
    relief: 'print less',
  },
  log_bytes_per_second: {
    subject: 'server',
    owner: 'runtime',
    unit: 'bytes_per_second',
    limit: 256 * kib,
    effect: 'drops',
    of: 'of output of all its replicas, ten times that in a burst',
    relief: 'print less',
  },
  log_bytes_per_server: {
    subject: 'server',
    owner: 'analytics',
    unit: 'bytes',
    limit: gib,
    effect: 'ends_oldest',
    of: 'of log lines kept, those of its builds included',
    relief: 'print less',
  },
  log_streams_per_account: {
    subject: 'account',
    owner: 'analytics',
    unit: 'count',
    limit: 32,
    effect: 'refuses',
    of: 'logs that are followed at once',
    relief: 'close a page or a program that follows a log',
    retryAfterSeconds: 5,
  },
  queries_per_account: {
    subject: 'account',
    owner: 'analytics',
    unit: 'count',
    limit: 4,
    most: 32,
    effect: 'waits',
    of: 'questions about calls and logs that are answered at once',
    relief: 'wait until one is answered',
  },
  waiting_queries_per_account: {
    subject: 'account',
    owner: 'analytics',
    unit: 'count',
    limit: 100,
    effect: 'refuses',
    of: 'questions about calls and logs that wait for an answer',
    relief: 'ask fewer at once',
    retryAfterSeconds: 5,
  },
  query_seconds: {
    subject: 'account',
    owner: 'analytics',
    unit: 'seconds',
    limit: 20,
    most: 60,
    effect: 'refuses',
    of: 'for one query about calls and logs',
    relief: 'ask for a shorter time or fewer servers',
  },
  variables_per_server: {
    subject: 'server',
    owner: 'secrets',
    unit: 'count',
    limit: 200,
    most: 1_000,
    effect: 'refuses',
    of: 'variables',
    relief: 'remove a variable that is no longer needed',
  },
  variable_bytes_per_server: {
    subject: 'server',
    owner: 'secrets',
    unit: 'bytes',
    limit: variablesMaxBytes,
    // Beyond it no message carries them to a container.
    most: 1024 * 1024,
    effect: 'refuses',
    of: 'of variables together, written as JSON',
    relief: 'shorten or remove a value, put large data into the repository',
  },
  event_streams_per_account: {
    subject: 'account',
    owner: 'gateway',
    unit: 'count',
    limit: 64,
    effect: 'refuses',
    of: 'open streams of changes at one gateway',
    relief: 'close a page or a program that follows changes',
    retryAfterSeconds: 5,
  },
  mcp_sessions_per_server: {
    subject: 'account',
    owner: 'gateway',
    unit: 'count',
    limit: 1_000,
    effect: 'ends_oldest',
    of: 'MCP sessions with one server',
    relief: 'end sessions that are no longer needed',
  },
  session_bytes: {
    subject: 'account',
    owner: 'gateway',
    unit: 'bytes',
    limit: 256 * kib,
    most: 1024 * kib,
    effect: 'refuses',
    of: 'kept for one MCP session: `initialize`, log level, subscriptions',
    relief: 'end subscriptions, send less',
  },
  session_bytes_per_account: {
    subject: 'account',
    owner: 'gateway',
    unit: 'bytes',
    limit: 8 * 1024 * kib,
    effect: 'refuses',
    of: 'kept for all its MCP sessions, whose oldest end for a new one',
    relief: 'end sessions or subscriptions',
  },
  api_keys_per_account: {
    subject: 'account',
    owner: 'identity',
    unit: 'count',
    limit: 100,
    effect: 'refuses',
    of: 'active API keys',
    relief: 'revoke a key that is no longer needed',
  },
} as const satisfies Record<string, Quota>;

export type QuotaName = keyof typeof quotas;

export const quotaNames = Object.keys(quotas) as QuotaName[];

/** The quota of a name. */
export const quotaOf = (name: QuotaName): Quota => quotas[name];

/** Uses of quotas; a quota that is not among them is not known. */
export type QuotaUses = Partial<Record<QuotaName, number>>;
