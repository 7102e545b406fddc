const reservedPrefixes = ['GUMLOOP_', 'GUMSTACK_', 'TOOLYARD_'];
export const variableNameMaxLength = 128;

/** The problem of a variable name, or null. The platform checks it too. */
export function variableNameProblem(name: string): string | null {
  if (name === '') return 'Enter a name';
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return 'Use letters, digits and _, with a letter or _ at the beginning';
  if (name.length > variableNameMaxLength) return `At most ${variableNameMaxLength} characters`;
  const prefix = reservedPrefixes.find((reserved) => name.toUpperCase().startsWith(reserved));
  if (prefix) return `Names that begin with ${prefix} are reserved`;
  return name === 'PORT' ? 'PORT is set by the platform' : null;
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
