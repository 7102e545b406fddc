import { RequestTrace } from './request-trace.js';
import type { Telemetry } from './telemetry.js';

/** Traces MCP requests. The data path has none unless an endpoint is configured, and never waits for it. */
export class Tracing {
  constructor(private readonly telemetry: Telemetry) {}

  /** To be called as soon as the head of a POST is there. */
  arrived(): RequestTrace {
    return new RequestTrace(this.telemetry);
  }

  /** Sends what is queued, as far as the collector takes it within 2 s. */
  stop(): Promise<void> {
    return this.telemetry.stop();
  }
}
