import type { Actor } from './actor.js';

/** `payloadreads-<yyyy-mm>`: who looked at calls of others. */
export type PayloadReadsEvent =
  | { type: 'PayloadsRead'; data: { serverId: string; callIds: string[]; actor: Actor; at: string } }
  | { type: 'CallsExported'; data: { filter: Record<string, string>; actor: Actor; at: string } };
