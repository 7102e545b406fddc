import type { QuotaName } from '@toolyard/contracts';
import type { CallDurability } from './recording/call-durability.js';

/** What the MCP data path is configured with, in the units of the code. */
export interface McpConfig {
  /** The gateway's own folder. */
  readonly directory: string;
  /** Container addresses that `runtime` confirmed in another run of the platform are not used. */
  readonly runId: string;
  /** Range in CIDR notation that every server's network is cut from. */
  readonly networkPool: string;
  /** Interface to an engine that has a network of its own. */
  readonly engineLink?: string;
  /** Base64, shared by the services of the platform. */
  readonly serviceKey: string;
  readonly publicUrl: string;
  /** Domain below which each server has a host of its own, with a port if it differs from the public URL's. */
  readonly serverDomain?: string | undefined;
  /** Origins of web pages that may call MCP endpoints besides the platform's own; `*` allows all. */
  readonly allowedOrigins: readonly string[];
  readonly callTimeoutMs: number;
  /** Limit of a call's stored input, and of its stored output. */
  readonly payloadBytes: number;
  readonly maxBodyBytes: number;
  /** Limit of recorded calls on disk while NATS is away. */
  readonly spoolBytes: number;
  readonly callDurability: CallDurability;
  readonly sessionIdleMs: number;
  /** Limits that the operator set. */
  readonly quotas: Partial<Record<QuotaName, number>>;
  /** Silence after which an event stream gets a comment. */
  readonly pingMs: number;
}
