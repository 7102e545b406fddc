import { Injectable } from '@nestjs/common';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import type { CallFilter } from '../filter/call-filter.js';
import { type MeasuredRow, measuredTools } from './comparison.sql.js';
import { type Measures, measures } from './measures.js';

/** Texts of models have about four bytes a token; what a client counts depends on its model. */
const bytesPerToken = 4;

export interface Sizes {
  averageInputBytes: number;
  averageOutputBytes: number;
  largestOutputBytes: number;
  /** Of an average answer; an estimate. */
  outputTokens: number;
}

export type ToolMeasures = Measures & Sizes;

export interface ToolComparison {
  tool: string;
  /** Null: the deployment had no calls of the tool. */
  base: ToolMeasures | null;
  candidate: ToolMeasures | null;
}

/** Figures and sizes of answers, tool by tool. Counted from the calls themselves. */
@Injectable()
export class ComparisonService {
  constructor(private readonly clickhouse: ClickHouse) {}

  /** The most called tools first. */
  async deployments(filter: CallFilter, base: string, candidate: string): Promise<ToolComparison[]> {
    const rows = await this.clickhouse.rows(measuredTools(filter, [base, candidate]));
    const tools = new Map<string, ToolComparison>();
    for (const row of rows) {
      const compared = tools.get(row.tool) ?? { tool: row.tool, base: null, candidate: null };
      if (row.deployment_id === base) compared.base = measured(row);
      if (row.deployment_id === candidate) compared.candidate = measured(row);
      tools.set(row.tool, compared);
    }
    const calls = ({ base: one, candidate: other }: ToolComparison) =>
      (one?.totalCalls ?? 0) + (other?.totalCalls ?? 0);
    return [...tools.values()].sort((a, b) => calls(b) - calls(a));
  }

  /** What answers of each tool cost an agent, the most called tools first. */
  async sizes(filter: CallFilter): Promise<({ tool: string } & ToolMeasures)[]> {
    const rows = await this.clickhouse.rows(measuredTools(filter));
    return rows.map((row) => ({ tool: row.tool, ...measured(row) }));
  }
}

function measured(row: MeasuredRow): ToolMeasures {
  const answered = Number(row.answered);
  const average = (total: number) => (answered === 0 ? 0 : Math.round(Number(total) / answered));
  const averageOutputBytes = average(row.output_total);
  return {
    ...measures(row),
    averageInputBytes: average(row.input_total),
    averageOutputBytes,
    largestOutputBytes: Number(row.output_largest),
    outputTokens: Math.ceil(averageOutputBytes / bytesPerToken),
  };
}
