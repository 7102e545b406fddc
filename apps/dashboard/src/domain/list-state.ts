export type ListValue = string | boolean | string[];
export type ListState = Record<string, ListValue>;
export type SearchParams = Record<string, string | string[] | undefined>;

/** Reads a list's state from the URL; what is missing or of another kind has its default. */
export function readState<S extends ListState>(defaults: S, search: SearchParams): S {
  const entries = Object.entries(defaults).map(([name, fallback]) => [name, readValue(fallback, search[name])]);
  return Object.fromEntries(entries) as S;
}

function readValue(fallback: ListValue, given: string | string[] | undefined): ListValue {
  if (given === undefined) return fallback;
  if (Array.isArray(fallback)) return Array.isArray(given) ? given : given === '' ? [] : [given];
  const text = Array.isArray(given) ? (given[0] ?? '') : given;
  return typeof fallback === 'boolean' ? text === 'true' : text;
}

/** What goes into the URL: only what differs from the defaults, so that links stay short. Other parameters stay. */
export function writeState<S extends ListState>(defaults: S, search: SearchParams, state: S): SearchParams {
  const rest = Object.fromEntries(Object.entries(search).filter(([name]) => !(name in defaults)));
  const changed = Object.entries(state).filter(([name, value]) => String(value) !== String(defaults[name]));
  return {
    ...rest,
    ...Object.fromEntries(changed.map(([name, value]) => [name, Array.isArray(value) ? value : String(value)])),
  };
}

/** Everything in the URL is text: `?search=123` is not a number. */
export function parseSearch(text: string): SearchParams {
  const found: SearchParams = {};
  const params = new URLSearchParams(text);
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name);
    found[name] = values.length > 1 ? values : values[0];
  }
  return found;
}

export function stringifySearch(search: SearchParams): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined) continue;
    for (const each of Array.isArray(value) ? value : [value]) params.append(name, String(each));
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}
