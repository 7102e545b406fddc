import type { CallInProgress } from '@toolyard/contracts';
import { idKey, type ClientInfo, type MessageId } from '../protocol/jsonrpc.js';
import type { MessageTrace } from '../tracing/message-trace.js';
import type { Masking } from './payload.js';

/** The calls that wait for an answer in one session, or in one exchange of a client without a session. */
export class Scope {
  readonly pending = new Map<string, PendingCall>();
}

export interface CallStart {
  serverId: string;
  secretsVersion: string;
  deploymentId: string;
  tool: string;
  user: { id: string; name: string };
  client: ClientInfo;
  /** The arguments as JSON text. */
  input: string;
  correlationId: string;
  /** State of a call that the client repeats with the requested input; empty for a first call. */
  requestState: string;
  /** The server's own time limit; null: the installation's. */
  timeoutMs: number | null;
  /** Masks the caller's own credentials, besides the server's secrets. */
  mask: Masking | null;
  /** Where traces are exported. */
  trace: MessageTrace | undefined;
}

export interface CallOwner {
  timeOut(call: PendingCall): void;
}

export class PendingCall {
  ended = false;
  /** Its exchange is over; the answer may come on another stream of the session. */
  detached = false;
  /** A container took it over the HTTP+SSE transport; the answer comes on that container's stream. */
  accepted = false;
  /**
   * Answers the client when the time limit has passed. Not a closure: V8 promotes it to the old space at once, so a
   * finished call would keep its sockets until the next major collection (measured: 8 MB).
   */
  owner: CallOwner | null = null;
  /** Time before the server requested input of the client, in milliseconds. */
  earlierMs = 0;
  since = performance.now();
  /** Characters of the arguments, of which a record without masks keeps only the beginning. */
  inputLength = 0;
  /** Size of what is kept while the call waits for the client's input. */
  keptSize = 0;
  /** Its exchange and its session, where a cancellation or a resumed stream finds it. */
  homes: Scope[] = [];

  constructor(
    readonly record: CallInProgress,
    readonly start: CallStart,
    public messageId: MessageId,
    public deadline: number,
  ) {}

  /** Removes the call from its homes, unless a later call has its id there. */
  leave(): void {
    const key = idKey(this.messageId);
    for (const home of this.homes) if (home.pending.get(key) === this) home.pending.delete(key);
  }
}
