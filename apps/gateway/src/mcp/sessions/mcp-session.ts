import { createHash, randomUUID } from 'node:crypto';
import type { Route } from '@toolyard/contracts';
import {
  idKey,
  implementationOf,
  isId,
  objectOf,
  paramsOf,
  textOf,
  type ClientInfo,
  type Message,
} from '../protocol/jsonrpc.js';
import { Scope } from '../recording/pending-call.js';
import type { Target } from '../upstreams/upstreams.js';

/** What is stored of a session, in memory and in the key-value bucket, so that any gateway can continue it. */
export interface SessionRecord {
  id: string;
  /** `sse`: a session of the HTTP+SSE transport (2024-11-05), which lives as long as its stream. */
  kind: 'http' | 'sse';
  serverId: string;
  slug: string;
  principal: string;
  /** Sessions of one bucket share one limit. */
  bucket: string;
  client: ClientInfo;
  /** Parameters of the client's `initialize`, repeated to another container; null until it came. */
  initialize: unknown;
  /** The client sent `notifications/initialized`. */
  initialized: boolean;
  /** Protocol revision agreed with the client. */
  clientVersion: string;
  /** Protocol revision agreed with the present container. */
  innerVersion: string;
  /** The container announced `tools.listChanged`. */
  listChanged: boolean;
  target: Target;
  /** Session id of the container; null when it keeps none. `sse`: path and query for messages. */
  innerId: string | null;
  /** Query of the URL at which the client initialised, with its question mark; repeated to another container. */
  query?: string;
  /** Log level and subscriptions, repeated to another container. */
  replay: Message[];
  /** Milliseconds since the epoch, as is `seenAt`. */
  createdAt: number;
  seenAt: number;
  /** Number of moves to another container; event ids of an earlier container mean nothing to a later one. */
  generation: number;
}

/** An open stream of a session that is not the answer to a request. */
export interface SessionStream {
  reopen(): void;
  inject(message: Message): boolean;
}

/** What is needed to open a session. */
export interface SessionOpening {
  kind: SessionRecord['kind'];
  route: Pick<Route, 'serverId' | 'slug'>;
  principal: string;
  /** Divides the limit of anonymous callers, who share one principal. */
  remoteAddress: string;
  target: Target;
  innerId: string | null;
  /** The client's `initialize`; null for `sse`. */
  initialize: Message | null;
  /** Query of the client's URL. */
  query?: string;
}

/** One client's session with one server. Every change of its record happens in a method of this class. */
export class McpSession {
  /** Calls that wait for an answer. */
  readonly scope = new Scope();
  /** Standalone streams, reopened when the session moves. */
  readonly streams = new Set<SessionStream>();
  /** The move to another container that is in progress. */
  moving: Promise<boolean> | null = null;
  /** Milliseconds since the epoch of the latest write to the store. */
  storedAt = 0;
  ended = false;
  /** Size of what the client made the session keep, in characters of JSON. */
  keptSize: number;
  #record: SessionRecord;
  #serverHeaders: readonly string[] = [];
  /** Of the client's `initialize` while it has no answer; for `sse` only. */
  #initializeId: string | null = null;

  constructor(record: SessionRecord) {
    this.#record = record;
    this.keptSize = sizeOf(record.initialize) + sizeOf(record.replay);
  }

  static open(opening: SessionOpening, now = Date.now()): McpSession {
    return new McpSession(recordOf(opening, now));
  }

  get record(): Readonly<SessionRecord> {
    return this.#record;
  }

  /**
   * The server's headers of the latest request, for messages that the gateway sends in the client's place. Not stored.
   */
  get serverHeaders(): readonly string[] {
    return this.#serverHeaders;
  }

  /** A request of the session arrived. */
  seen(now: number): void {
    this.#record.seenAt = now;
  }

  useServerHeaders(headers: readonly string[]): void {
    this.#serverHeaders = headers;
  }

  /** What `keptSize` would be after a message of the client. */
  sizeWith(message: Message): number {
    if (this.#keepsInitialize(message)) return this.keptSize + sizeOf(message.params) - sizeOf(this.#record.initialize);
    const replay = replayWith(this.#record.replay, message);
    return replay ? this.keptSize + sizeOf(replay) - sizeOf(this.#record.replay) : this.keptSize;
  }

  /** Keeps what a message of the client sets in the container. @returns whether the record has to be stored */
  remember(message: Message): boolean {
    const replay = replayWith(this.#record.replay, message);
    if (replay) {
      this.keptSize += sizeOf(replay) - sizeOf(this.#record.replay);
      this.#record.replay = replay;
    }
    if (this.#keepsInitialize(message)) return this.#rememberInitialize(message);
    if (message.method !== 'notifications/initialized') return replay !== null;
    this.#record.initialized = true;
    return true;
  }

  /** In the HTTP+SSE transport a session begins with its stream, and `initialize` comes later. */
  #keepsInitialize(message: Message): boolean {
    return this.#record.kind === 'sse' && message.method === 'initialize';
  }

  #rememberInitialize(message: Message): boolean {
    const params = paramsOf(message);
    this.keptSize += sizeOf(params) - sizeOf(this.#record.initialize);
    const version = textOf(params, 'protocolVersion');
    const client = implementationOf(params.clientInfo);
    Object.assign(this.#record, { client, initialize: params, clientVersion: version, innerVersion: version });
    this.#initializeId = isId(message.id) ? idKey(message.id) : null;
    return true;
  }

  /** Reads an answer on the stream of a session of the HTTP+SSE transport. */
  answered(message: Message): void {
    if (this.#initializeId === null || !isId(message.id) || idKey(message.id) !== this.#initializeId) return;
    this.#initializeId = null;
    this.opened(objectOf(message as Record<string, unknown>, 'result'));
  }

  /** The container answered `initialize` with this result. */
  opened(result: Record<string, unknown>): void {
    const version = textOf(result, 'protocolVersion') || this.#record.clientVersion;
    const listChanged = objectOf(objectOf(result, 'capabilities'), 'tools').listChanged === true;
    Object.assign(this.#record, { listChanged, clientVersion: version, innerVersion: version });
  }

  /** Another container, or the same one again, accepted the session. */
  movedTo(target: Target, innerId: string | null, innerVersion: string): void {
    Object.assign(this.#record, { target, innerId, innerVersion, generation: this.#record.generation + 1 });
  }

  /** Another gateway stored this record. */
  replacedBy(record: SessionRecord): void {
    this.#record = record;
    this.keptSize = sizeOf(record.initialize) + sizeOf(record.replay);
  }
}

export const sizeOf = (value: unknown): number => JSON.stringify(value ?? null).length;

function recordOf(opening: SessionOpening, now: number): SessionRecord {
  const { kind, route, principal, remoteAddress, target, innerId } = opening;
  const params = opening.initialize && paramsOf(opening.initialize);
  const version = params ? textOf(params, 'protocolVersion') : '';
  return {
    id: kind === 'sse' ? sseSessionId(route.slug, innerId ?? '') : randomUUID(),
    kind,
    serverId: route.serverId,
    slug: route.slug,
    principal,
    bucket: `${route.serverId} ${principal === 'anonymous' ? remoteAddress : principal}`,
    client: implementationOf(params?.clientInfo),
    initialize: params,
    initialized: false,
    clientVersion: version,
    innerVersion: version,
    listChanged: false,
    target,
    innerId,
    ...(opening.query ? { query: opening.query } : {}),
    replay: [],
    createdAt: now,
    seenAt: now,
    generation: 0,
  };
}

/** The HTTP+SSE transport has no session ids: path and query for messages identify the session. */
export function sseSessionId(slug: string, pathAndQuery: string): string {
  return `sse_${createHash('sha256').update(`${slug}\n${pathAndQuery}`).digest('hex')}`;
}

/**
 * The messages to repeat after this one: the latest log level and the subscriptions in force, at most 100.
 * @returns null when the message changes nothing
 */
function replayWith(replay: readonly Message[], message: Message): Message[] | null {
  const params = paramsOf(message);
  const uri = textOf(params, 'uri');
  const without = (method: string) =>
    replay.filter((each) => each.method !== method || (uri !== '' && textOf(paramsOf(each), 'uri') !== uri));
  switch (message.method) {
    case 'logging/setLevel':
      return [...replay.filter((each) => each.method !== message.method), { method: message.method, params }];
    case 'resources/subscribe':
      return [...without('resources/subscribe'), { method: message.method, params }].slice(-100);
    case 'resources/unsubscribe':
      return without('resources/subscribe');
    default:
      return null;
  }
}
