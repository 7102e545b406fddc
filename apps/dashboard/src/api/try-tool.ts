import { call } from './client.js';
import type { components } from './schema.js';

/** What came of trying a tool: a result of the protocol, or its error. */
export type Tried = components['schemas']['TriedDto'];

/** As long as the gateway waits for a tool, and a little more. */
const patienceMs = 310_000;

export const tryTool = (serverId: string, tool: string, args: unknown, signal: AbortSignal): Promise<Tried> =>
  call(
    'POST',
    `/api/v1/servers/${encodeURIComponent(serverId)}/tools/${encodeURIComponent(tool)}/try`,
    { arguments: args },
    signal,
    patienceMs,
  );
