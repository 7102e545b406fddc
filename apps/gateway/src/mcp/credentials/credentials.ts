import type { CredentialStatus, DeliveredCredential, Route } from '@toolyard/contracts';
import { log, Masker } from '@toolyard/service';
import { LRUCache } from 'lru-cache';
import { answerInstead, type CredentialProblem, withoutOwnResponse } from './credentials-answers.js';
import type { Credentials, McpParts, McpRequest } from '../endpoint/request.js';
import type { Masking } from '../recording/payload.js';
import type { Posted } from '../forwarding/post.job.js';

/** What `secrets` said, opened. */
export interface OpenedCredential {
  status: CredentialStatus;
  /** Null while the account has given nothing that works. */
  delivered: DeliveredCredential | null;
  /** ISO 8601; null: as long as nothing changes. */
  expiresAt: string | null;
  error?: string;
}

/** Rejects while it cannot be had. */
export type FetchCredential = (serverId: string, userId: string) => Promise<OpenedCredential>;

interface Known {
  headers: readonly string[];
  masking: Masking | null;
  problem: CredentialProblem | null;
  untilMs: number;
}

/** Changes are told; this is for one that was not, because NATS or a service went away at the wrong moment. */
const longestMs = 5 * 60_000;
/** A renewed token is asked for so long before the old one ends, as `secrets` does. */
const earlyMs = 60_000;
const shortestMs = 1_000;
/** What failed may work again in a moment. */
const failedMs = 5_000;
const mostKnown = 5_000;
const none: readonly string[] = [];

/**
 * Adds each caller's own credentials to their requests. They are open in memory only, as long as they are in use, and
 * forgotten as soon as `secrets` says that they changed.
 */
export class CallerCredentials implements Credentials {
  readonly #known = new LRUCache<string, Known>({ max: mostKnown });
  readonly #fetching = new Map<string, Promise<Known>>();

  constructor(
    private readonly fetch: FetchCredential,
    private readonly publicUrl: string,
  ) {}

  headersFor(
    parts: McpParts,
    request: McpRequest,
    posted: Posted | null,
  ): readonly string[] | null | Promise<readonly string[] | null> {
    const { route, caller } = request;
    if (route.auth.method === 'none' || caller.principal === 'anonymous') return none;
    const key = keyOf(route.serverId, caller.id);
    const known = this.#known.get(key);
    if (!known || known.untilMs <= Date.now())
      return this.#load(key, route, caller.id).then((loaded) => this.#use(loaded, parts, request, posted));
    return this.#use(known, parts, request, posted);
  }

  /** What is being fetched may be from before the change, so whoever comes now fetches again. */
  forget(serverId: string, userId: string): void {
    const key = keyOf(serverId, userId);
    this.#known.delete(key);
    this.#fetching.delete(key);
  }

  forgetAll(): void {
    this.#known.clear();
    this.#fetching.clear();
  }

  #use(
    { headers, masking, problem }: Known,
    parts: McpParts,
    request: McpRequest,
    posted: Posted | null,
  ): readonly string[] | null {
    request.mask = masking;
    if (
      problem &&
      answerInstead(
        parts,
        request,
        posted,
        problem,
        `${this.publicUrl.replace(/\/+$/, '')}/credentials?server=${request.route.slug}`,
      )
    )
      return null;
    if (posted) withoutOwnResponse(posted);
    return headers;
  }

  #load(key: string, route: Route, userId: string): Promise<Known> {
    const running = this.#fetching.get(key);
    if (running) return running;
    const fetching = this.fetch(route.serverId, userId).then(knownOf, (error: unknown): Known => {
      log.warn({ err: error, server: route.serverId }, "a caller's credentials cannot be had");
      return { headers: none, masking: null, problem: { kind: 'unavailable' }, untilMs: 0 };
    });
    this.#fetching.set(key, fetching);
    return fetching.then((known) => {
      if (this.#fetching.get(key) !== fetching) return known;
      this.#fetching.delete(key);
      if (known.untilMs > 0) this.#known.set(key, known);
      return known;
    });
  }
}

const keyOf = (serverId: string, userId: string): string => `${serverId} ${userId}`;

function knownOf({ status, delivered, expiresAt, error }: OpenedCredential): Known {
  const now = Date.now();
  if (!delivered) {
    const kind = status === 'expired' || status === 'failed' ? status : 'missing';
    return {
      headers: none,
      masking: null,
      problem: { kind, error },
      untilMs: now + (kind === 'failed' ? failedMs : longestMs),
    };
  }
  const endMs = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
  const untilMs = Math.min(endMs, now + longestMs, Math.max(endMs - earlyMs, now + shortestMs));
  return {
    headers: delivered.headers,
    masking: delivered.secrets.length > 0 ? Masker.of(delivered.secrets) : null,
    problem: null,
    untilMs,
  };
}
