import type { Route } from '@toolyard/contracts';
import type { McpAddress } from '../mcp-address.js';
import type { Parsed } from '../protocol/jsonrpc.js';
import type { Masking } from '../recording/payload.js';
import type { Caller } from '../rights/access.js';
import type { McpSession } from '../sessions/mcp-session.js';
import type { RequestTrace } from '../tracing/request-trace.js';
import type { Reply } from './reply.js';

/** One admitted request. A later step that learns more makes a copy. */
export interface McpRequest {
  readonly route: Route;
  readonly address: McpAddress;
  readonly caller: Caller;
  /**
   * What only this server gets: headers of the client's own that it takes, and the caller's credentials. A flat list of
   * names and values.
   */
  readonly serverHeaders: readonly string[];
  /** Masks the caller's credentials in recorded payloads; null: there is nothing to mask. */
  readonly mask: Masking | null;
  readonly reply: Reply;
  /** As Node.js has them: a flat list of names and values. */
  readonly rawHeaders: readonly string[];
  /** The client's address, as far as trusted proxies report it. */
  readonly remoteAddress: string;
  readonly correlationId: string;
  /** Of a POST, where traces are exported. */
  readonly trace: RequestTrace | undefined;
}

/** The body of a POST and what it belongs to. */
export interface Posted {
  /** The bytes for the container. */
  readonly body: Buffer;
  readonly parsed: Parsed;
  /** The request is of the stateless era (2026-07-28). */
  readonly modern: boolean;
  readonly session: McpSession | null;
}
