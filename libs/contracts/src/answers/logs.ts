import type { DeploymentStage } from '../events/deployment.events.js';

/** Longest line that is kept; what a line has more is cut off, and the line says so. UTF-8. */
export const logLineMaxBytes = 16_384;

/** One line as a producer (`builds` or `runtime`) publishes it; `analytics` numbers it. */
export interface LogLineIn {
  stage: DeploymentStage | 'runtime';
  stream: 'stdout' | 'stderr' | 'platform';
  /** ISO 8601 UTC. */
  at: string;
  /** One line without its newline, ANSI sequences kept, secrets masked. */
  text: string;
}

/** Payload of one message on `toolyard.logs.deployment.<deploymentId>` or `toolyard.logs.server.<serverId>`. */
export interface LogBatch {
  serverId: string;
  deploymentId: string;
  /** Container that printed the lines; empty for build logs. */
  containerId: string;
  lines: LogLineIn[];
}

/** A line as the API answers it; `n` counts from 1 without gaps within its log. */
export interface LogLine extends LogLineIn {
  n: number;
}
