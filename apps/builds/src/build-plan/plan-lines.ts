import type { BuildPlanReport } from '@toolyard/contracts';

/** Longest value that is shown and stored of one line. */
const shownChars = 500;

/** Collects the lines of a build plan in the order in which they are shown. */
export class PlanLines {
  readonly report: BuildPlanReport = { lines: [], ignored: [] };

  /**
   * Adds what was chosen and where it came from.
   * @param field the field of `toolyard.yaml` and of the server's build settings that replaces it; null without one
   */
  add(key: string, value: string, from: string, field: string | null = key): this {
    const line = { key, value: shorten(value), from: shorten(from), overridable: field !== null };
    this.report.lines.push(field === null ? line : { ...line, field });
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
