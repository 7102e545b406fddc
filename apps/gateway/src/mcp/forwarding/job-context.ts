import type { Calls } from '../recording/calls.js';
import type { Access } from '../rights/access.js';
import type { OpenStreams } from '../rights/open-streams.js';
import type { RouteTable } from '../upstreams/route-table.js';
import type { Upstreams } from '../upstreams/upstreams.js';

/** What every request uses whose answer may be an event stream. */
export interface JobContext {
  routes: RouteTable;
  upstreams: Upstreams;
  access: Access;
  streams: OpenStreams;
  calls: Calls;
  /** Messages up to this size are parsed; larger ones are scanned. */
  observedBytes: number;
}
