import { call } from '../http/client.js';
import type { components } from '../schema.js';

/** The answer to a tried call: a result or an error of the MCP protocol. */
export type Tried = components['schemas']['TriedDto'];

/** A little more than the gateway waits for a tool. */
const timeoutMs = 310_000;

export const tryTool = (serverId: string, tool: string, args: unknown, signal: AbortSignal): Promise<Tried> =>
  call(
    'POST',
    `/api/v1/servers/${encodeURIComponent(serverId)}/tools/${encodeURIComponent(tool)}/try`,
    { arguments: args },
    signal,
    timeoutMs,
  );
