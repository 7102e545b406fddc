import { brokenNameRule, variableNameMaxLength, variableNamePattern } from '@toolyard/contracts';

/** A variable that is being entered. `key` names its row. */
export interface VariableRow {
  key: string;
  name: string;
  value: string;
}

export const newKey = (): string => `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
export const newVariable = (name = '', value = ''): VariableRow => ({ key: newKey(), name, value });

/** The problem of a variable name, or null. The platform checks it too. */
export function variableNameProblem(name: string): string | null {
  if (name === '') return 'Enter a name';
  const problem = brokenNameRule(name);
  switch (problem?.rule) {
    case undefined:
      return null;
    case 'malformed':
      return variableNamePattern.test(name)
        ? `At most ${variableNameMaxLength} characters`
        : 'Use letters, digits and _, with a letter or _ at the beginning';
    case 'reserved':
      return `Names that begin with ${problem.prefix} are reserved`;
    case 'platform':
      return `${name} is set by the platform`;
  }
}

/** Whether an earlier row has the same name. */
export const isRepeated = (rows: { name: string }[], index: number): boolean =>
  rows.findIndex(({ name }) => name === rows[index]!.name) < index;

/** The problems of rows by the path of the field: `variables.0.name`. */
export function variableProblems(rows: VariableRow[]): Record<string, string> {
  const found = rows.map(({ name }, index) => [
    `variables.${index}.name`,
    variableNameProblem(name) ?? (isRepeated(rows, index) ? 'Another variable has this name' : null),
  ]);
  return Object.fromEntries(found.filter(([, problem]) => problem !== null)) as Record<string, string>;
}

const skippedLine = /[ \t]*(?:#.*)?(?:\n|$)/y;
const variableLine =
  /[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(?:"((?:\\[^]|[^"\\])*)"[ \t]*(?:#.*)?|'([^']*)'[ \t]*(?:#.*)?|(.*))(?:\n|$)/y;

/**
 * The variables in a `.env` file; null for any other text. A value in quotes may have several lines; without quotes it
 * ends at a comment.
 */
export function parseEnv(text: string): { name: string; value: string }[] | null {
  const source = text.replace(/\r\n?/g, '\n');
  const found: { name: string; value: string }[] = [];
  for (let at = 0; at < source.length;) {
    skippedLine.lastIndex = variableLine.lastIndex = at;
    if (skippedLine.test(source)) {
      at = skippedLine.lastIndex;
      continue;
    }
    const match = variableLine.exec(source);
    if (!match) return null;
    at = variableLine.lastIndex;
    const [, name, double, single, bare] = match;
    found.push({ name: name!, value: double === undefined ? (single ?? bareValue(bare!)) : unescaped(double) });
  }
  return found.length === 0 ? null : found;
}

const bareValue = (value: string): string => value.replace(/(^|\s)#.*$/, '').trim();

const unescaped = (value: string): string =>
  value.replace(/\\(["\\n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
