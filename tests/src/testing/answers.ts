import type { CallClass, Commit, Deployment, Server, ServerStatus, ToolCall } from '@toolyard/contracts';

/** What the REST API answers, as far as the tests of the whole platform read it. */

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface ServerAnswer extends Server {
  status: ServerStatus;
  tools: number;
  liveDeploymentId: string | null;
  lastDeploymentFailed: boolean;
  mcpUrl: string;
  gitUrl?: string;
}

export interface LogPage {
  lines: { n: number; stage: string; stream: string; at: string; text: string }[];
  nextAfter: number;
}

export interface CallAnswer extends Omit<ToolCall, 'class'> {
  class: CallClass;
  user: { id: string; name: string };
  source: { name: string; version: string };
}

interface ToolAnswer {
  name: string;
  description: string;
  inputSchema: { required?: string[] };
}

interface GroupAnswer {
  id: string;
  name: string;
  isDefault: boolean;
  servers: Record<string, { access: string; tools: string[] }>;
}

interface KeyAnswer {
  name: string;
  id: string;
  lastUsedAt: string | null;
}

interface CheckAnswer {
  ok: boolean;
  url: string;
  steps: { name: string; ok: boolean }[];
}

/** Method and path → the body of the answer, the more exact path first. */
type Answers = [
  [`GET /servers/${string}/deployments`, Page<Deployment>],
  [`POST /servers/${string}/deployments`, Deployment],
  [`GET /${'servers' | 'deployments'}/${string}/logs`, LogPage],
  [`${'GET' | 'POST'} /deployments/${string}`, Deployment],
  [`GET /servers/${string}/commits`, Page<Commit>],
  [`GET /servers/${string}/tools`, { items: ToolAnswer[]; deploymentId: string }],
  [`GET /servers/${string}/connection-check`, CheckAnswer],
  [`GET /servers/${string}/${'variables' | 'overview' | 'plan'}`, any],
  [`POST /servers/${string}/tools/${string}`, any],
  [`${'GET' | 'POST' | 'PATCH'} /servers/${string}`, ServerAnswer],
  ['POST /servers', ServerAnswer],
  ['GET /servers', Page<ServerAnswer>],
  ['GET /activity', Page<CallAnswer>],
  ['GET /groups', Page<GroupAnswer>],
  ['GET /api-keys', Page<KeyAnswer>],
];

type FirstOf<List extends unknown[], Request extends string> = List extends [[infer Route, infer Answer], ...infer Rest]
  ? Request extends Route
    ? Answer
    : FirstOf<Rest, Request>
  : any;

/** The body of an answer; `any` for a route that no line of {@link Answers} names. */
export type AnswerTo<Method extends string, Path extends string> = Path extends `${infer Route}?${string}`
  ? FirstOf<Answers, `${Method} ${Route}`>
  : FirstOf<Answers, `${Method} ${Path}`>;
