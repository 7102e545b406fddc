import type { CandidateReport, Endpoint, Tool } from '@toolyard/contracts';

/** What is remembered of a candidate while it starts. */
export interface Trial {
  announced: boolean;
  startedReported: boolean;
  /** Runs that are or were asked, with what aborts the question. */
  asked: Map<string, AbortController>;
  /** Runs that answered. */
  found: Map<string, { endpoint: Endpoint; tools: Tool[] }>;
  /** Runs that a signal from outside ended. */
  excused: Set<string>;
  /** The report that ends the candidate. */
  outcome: CandidateReport | null;
  /** Milliseconds since the epoch; null while the report is under way. */
  reportedAt: number | null;
}

export function newTrial(): Trial {
  return {
    announced: false,
    startedReported: false,
    asked: new Map(),
    found: new Map(),
    excused: new Set(),
    outcome: null,
    reportedAt: null,
  };
}
