import type { CallLimits } from '@toolyard/contracts';
import { RateLimiterMemory } from 'rate-limiter-flexible';

const windowSeconds = 60;

/** Who calls which tools of a server. */
export interface LimitedCalls {
  serverId: string;
  limits: CallLimits;
  /** The account, or the address of a caller without one. */
  caller: string;
  /** Null: no API key. */
  key: string | null;
  /** Names of the called tools, one for each call. */
  tools: string[];
}

export interface Excess {
  /** What the limit is for: ends the sentence "The limit of … ". */
  of: string;
  callsPerMinute: number;
  retryAfterSeconds: number;
}

interface Counter {
  key: string;
  limit: number;
  calls: number;
  of: string;
}

/** Counts tool calls by caller, key, server and tool, in windows of a minute that begin with the first call. */
export class CallLimiter {
  /** Counts alone: each server has limits of its own. */
  readonly #counts = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: windowSeconds });

  /**
   * Counts the calls unless one of them is beyond a limit. @returns the limit that is reached; null when all may go on
   */
  async take(calls: LimitedCalls): Promise<Excess | null> {
    const counters = countersOf(calls);
    const counted = await Promise.all(counters.map(({ key, calls: points }) => this.#counts.consume(key, points)));
    const at = counters.findIndex(({ limit }, i) => counted[i]!.consumedPoints > limit);
    if (at === -1) return null;
    // Calls that are refused do not count.
    await Promise.all(counters.map(({ key, calls: points }) => this.#counts.reward(key, points)));
    const { of, limit } = counters[at]!;
    return { of, callsPerMinute: limit, retryAfterSeconds: Math.ceil(counted[at]!.msBeforeNext / 1_000) };
  }
}

/** Whether calls have to be counted. */
export const hasCounts = (limits: CallLimits | undefined): limits is CallLimits =>
  limits !== undefined &&
  [limits, ...(limits.tools ?? [])].some(
    (each: { perCaller?: number; perKey?: number; total?: number }) =>
      each.perKey !== undefined || each.perCaller !== undefined || each.total !== undefined,
  );

function countersOf({ serverId, limits, caller, key, tools }: LimitedCalls): Counter[] {
  const counters: Counter[] = [];
  const add = (limit: number | undefined, calls: number, of: string, ...names: string[]) => {
    if (limit !== undefined && calls > 0) counters.push({ key: [serverId, ...names].join('\n'), limit, calls, of });
  };
  for (const { name, perCaller, total } of limits.tools ?? []) {
    const calls = tools.filter((tool) => tool === name).length;
    add(perCaller, calls, 'this tool for one caller', 'tool and caller', name, caller);
    add(total, calls, 'this tool', 'tool', name);
  }
  if (key !== null) add(limits.perKey, tools.length, 'one API key', 'key', key);
  add(limits.perCaller, tools.length, 'one caller', 'caller', caller);
  add(limits.total, tools.length, 'this server', 'server');
  return counters;
}
