const reservedPrefixes = ['GUMLOOP_', 'GUMSTACK_', 'TOOLYARD_'];
export const variableNameMaxLength = 128;

/** What is wrong with the name of a variable, else null; the platform checks the same and more. */
export function variableNameProblem(name: string): string | null {
  if (name === '') return 'Enter a name';
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return 'Letters, digits and _, beginning with a letter or _';
  if (name.length > variableNameMaxLength) return `At most ${variableNameMaxLength} characters`;
  const prefix = reservedPrefixes.find((each) => name.toUpperCase().startsWith(each));
  if (prefix) return `Names that begin with ${prefix} are reserved`;
  return name === 'PORT' ? 'The platform sets PORT itself' : null;
}

/** Lines of a `.env` file; null for text that is none. */
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
