import type { BuildPlanReport } from '@toolyard/contracts';

/** Longest value that is shown and stored of one line. */
const shownChars = 500;

/** Collects the lines of a build plan in the order in which they are shown. */
export class PlanLines {
  readonly report: BuildPlanReport = { lines: [], ignored: [] };

  /** Adds what was chosen and where it came from. `overridable` is true when `toolyard.yaml` has a field for it. */
  add(key: string, value: string, from: string, overridable = true): this {
    this.report.lines.push({ key, value: shorten(value), from: shorten(from), overridable });
    return this;
  }

  /** Adds what the repository holds or asks for and the build does not use. */
  ignore(what: string, why: string): this {
    const line = { what: shorten(what), why: shorten(why) };
    if (!this.report.ignored.some((other) => other.what === line.what)) this.report.ignored.push(line);
    return this;
  }
}

/** The plan as lines of the build log. */
export function planText({ lines, ignored }: BuildPlanReport): string[] {
  const width = Math.max(0, ...lines.map(({ key }) => key.length));
  return [
    ...lines.map(({ key, value, from }) => `${key.padEnd(width)}  ${value}  (${from})`),
    ...ignored.map(({ what, why }) => `ignored: ${what}: ${why}`),
  ];
}

const shorten = (text: string) => (text.length > shownChars ? `${text.slice(0, shownChars)}…` : text);
