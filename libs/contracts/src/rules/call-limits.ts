/** Limits of one tool. Counts are calls a minute; absent: the server's limits alone. */
export interface ToolLimits {
  name: string;
  perCaller?: number;
  total?: number;
  timeoutSeconds?: number;
}

/** Limits of a server's tool calls, counted by each gateway. Counts are calls a minute; absent: no limit. */
export interface CallLimits {
  /** Calls of one account, or of one address without a sign-in. */
  perCaller?: number;
  /** Calls with one API key. */
  perKey?: number;
  /** Calls of all callers. */
  total?: number;
  /** Time until a request is given up; absent: the installation's. */
  timeoutSeconds?: number;
  tools?: ToolLimits[];
}

/** The time limit of a request. `tool`: of a call. Null: the installation's. */
export function timeoutSecondsOf(limits: CallLimits | undefined, tool?: string): number | null {
  const own = tool === undefined ? undefined : limits?.tools?.find(({ name }) => name === tool)?.timeoutSeconds;
  return own ?? limits?.timeoutSeconds ?? null;
}
