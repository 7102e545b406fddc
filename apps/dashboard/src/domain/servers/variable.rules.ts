import { brokenNameRule, variableNameMaxLength, variableNamePattern } from '@toolyard/contracts';

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

/** The variables in a `.env` file; null for any other text. */
export function parseEnv(text: string): { name: string; value: string }[] | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  const found = lines.map((line) => /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/.exec(line));
  if (found.length === 0 || found.includes(null)) return null;
  return found.map((match) => ({ name: match![1]!, value: unquoted(match![2]!.trim()) }));
}

function unquoted(value: string): string {
  const quote = value[0];
  if ((quote !== '"' && quote !== "'") || value.length < 2 || !value.endsWith(quote)) return value;
  const inner = value.slice(1, -1);
  return quote === '"'
    ? inner.replace(/\\(["\\n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
    : inner;
}
