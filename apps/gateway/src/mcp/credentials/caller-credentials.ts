import type { CredentialStatus, DeliveredCredential, Route } from '@toolyard/contracts';
import { log, Masker } from '@toolyard/service';
import { LRUCache } from 'lru-cache';
import { parseExact } from '../protocol/exact-numbers.js';
import { kindOf, objectOf, paramsOf, type Message, type Parsed } from '../protocol/jsonrpc.js';
import type { Masking } from '../recording/payload.js';

/** A credential as `secrets` delivered it, decrypted. */
export interface OpenedCredential {
  status: CredentialStatus;
  /** Null while the account has no working credential. */
  delivered: DeliveredCredential | null;
  /** ISO 8601; null: until it changes. */
  expiresAt: string | null;
  error?: string;
}

/** Rejects while `secrets` cannot be reached. */
export type FetchCredential = (serverId: string, userId: string) => Promise<OpenedCredential>;

/** Why a caller's calls cannot be forwarded. `unavailable`: `secrets` cannot be reached. */
export interface CredentialProblem {
  kind: 'missing' | 'expired' | 'failed' | 'unavailable';
  /** A sentence of the provider. */
  error?: string;
  /** Address where the user enters credentials for the server. */
  link: string;
}

/** What a request is forwarded with, or why it is not. */
export type Prepared =
  | {
      /** Flat list of header names and values. */
      headers: readonly string[];
      mask: Masking | null;
      /** The bytes for the container; null for a request without a body. */
      body: Buffer | null;
    }
  | { problem: CredentialProblem };

/** The body of a POST, as far as credentials depend on it. */
interface CredentialedBody {
  readonly body: Buffer;
  readonly parsed: Parsed;
  readonly modern: boolean;
}

/** Id of the gateway's own input request, among those of servers. */
export const ownInputRequest = 'toolyard.credential';

interface CachedCredential {
  headers: readonly string[];
  masking: Masking | null;
  problem: Omit<CredentialProblem, 'link'> | null;
  untilMs: number;
}

/** Changes are announced; the limit is for an announcement that was lost. */
const longestMs = 5 * 60_000;
/** A new token is fetched this long before the old one ends, as `secrets` does. */
const earlyMs = 60_000;
const shortestMs = 1_000;
/** A failure may be over soon. */
const failedMs = 5_000;
const cacheLimit = 5_000;
const none: readonly string[] = [];
const withoutCredentials = (body: Buffer | null): Prepared => ({ headers: none, mask: null, body });

/**
 * Adds each caller's own credentials to requests. They are decrypted in memory only, and forgotten when `secrets`
 * announces a change.
 */
export class CallerCredentials {
  readonly #cache = new LRUCache<string, CachedCredential>({ max: cacheLimit });
  readonly #fetching = new Map<string, Promise<CachedCredential>>();

  /** @param publicUrl of the platform, whose dashboard takes the credentials */
  constructor(
    private readonly fetch: FetchCredential,
    private readonly publicUrl: string,
  ) {}

  /**
   * To be called for an admitted request before anything of it is forwarded.
   * @param posted null for a request without a body
   */
  prepare(
    route: Pick<Route, 'serverId' | 'slug' | 'auth'>,
    caller: { readonly id: string; readonly principal: string },
    posted: CredentialedBody | null,
  ): Prepared | Promise<Prepared> {
    if (route.auth.method === 'none' || caller.principal === 'anonymous')
      return withoutCredentials(posted && posted.body);
    const key = keyOf(route.serverId, caller.id);
    const cached = this.#cache.get(key);
    if (!cached || cached.untilMs <= Date.now())
      return this.#load(key, route.serverId, caller.id).then((loaded) =>
        this.#preparedWith(loaded, route.slug, posted),
      );
    return this.#preparedWith(cached, route.slug, posted);
  }

  /** A fetch in progress may have started before the change, so the next request fetches again. */
  forget(serverId: string, userId: string): void {
    const key = keyOf(serverId, userId);
    this.#cache.delete(key);
    this.#fetching.delete(key);
  }

  forgetAll(): void {
    this.#cache.clear();
    this.#fetching.clear();
  }

  /**
   * Requests without a tool call, such as connecting and listing tools, go on without credentials. While `secrets`
   * cannot be reached no request does, because a server may remember that the first one had none.
   */
  #preparedWith(cached: CachedCredential, slug: string, posted: CredentialedBody | null): Prepared {
    const { headers, masking, problem } = cached;
    if (problem && (problem.kind === 'unavailable' || callsIn(posted).length > 0))
      return { problem: { ...problem, link: `${this.publicUrl.replace(/\/+$/, '')}/credentials?server=${slug}` } };
    return { headers, mask: masking, body: posted && withoutOwnResponse(posted) };
  }

  #load(key: string, serverId: string, userId: string): Promise<CachedCredential> {
    const running = this.#fetching.get(key);
    if (running) return running;
    const fetching = this.fetch(serverId, userId).then(toCached, (error: unknown): CachedCredential => {
      log.warn({ err: error, server: serverId }, "a caller's credentials could not be fetched");
      return { headers: none, masking: null, problem: { kind: 'unavailable' }, untilMs: 0 };
    });
    this.#fetching.set(key, fetching);
    return fetching.then((fetched) => {
      if (this.#fetching.get(key) !== fetching) return fetched;
      this.#fetching.delete(key);
      if (fetched.untilMs > 0) this.#cache.set(key, fetched);
      return fetched;
    });
  }
}

const keyOf = (serverId: string, userId: string): string => `${serverId} ${userId}`;

/** The tool calls of a body, which cannot be made without credentials. */
export function callsIn(posted: { readonly parsed: Parsed } | null): Message[] {
  if (!posted) return [];
  return posted.parsed.messages.filter((message) => message.method === 'tools/call' && kindOf(message) === 'request');
}

/** Whether the client has answered the gateway's own input request. */
export const hasResponded = (call: Message): boolean =>
  Object.hasOwn(objectOf(paramsOf(call), 'inputResponses'), ownInputRequest);

/** The body without the response to the gateway's own input request, which is not meant for the server. */
function withoutOwnResponse({ body, parsed, modern }: CredentialedBody): Buffer {
  if (!modern || parsed.batch) return body;
  const [message] = parsed.messages;
  if (!message || !hasResponded(message)) return body;
  const exact = parseExact(parsed.text) as Message;
  const { inputResponses, ...params } = paramsOf(exact);
  const { [ownInputRequest]: _, ...others } = inputResponses as Record<string, unknown>;
  const rest = Object.keys(others).length === 0 ? params : { ...params, inputResponses: others };
  return Buffer.from(JSON.stringify({ ...exact, params: rest }));
}

function toCached({ status, delivered, expiresAt, error }: OpenedCredential): CachedCredential {
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
