type ListValue = string | boolean | string[];
export type ListState = Record<string, ListValue>;
export type SearchParams = Record<string, string | string[] | undefined>;

/** Reads the state of a list from the URL. A missing or invalid value becomes its default. */
export function readState<S extends ListState>(defaults: S, search: SearchParams): S {
  const entries = Object.entries(defaults).map(([name, fallback]) => [name, readValue(fallback, search[name])]);
  return Object.fromEntries(entries) as S;
}

function readValue(fallback: ListValue, given: string | string[] | undefined): ListValue {
  if (given === undefined) return fallback;
  if (Array.isArray(fallback)) {
    if (Array.isArray(given)) return given;
    return given === '' ? [] : [given];
  }
  const text = Array.isArray(given) ? (given[0] ?? '') : given;
  return typeof fallback === 'boolean' ? text === 'true' : text;
}

/** The parameters for the URL: the values that differ from the defaults, and all other parameters. */
export function writeState<S extends ListState>(defaults: S, search: SearchParams, state: S): SearchParams {
  const rest = Object.fromEntries(Object.entries(search).filter(([name]) => !(name in defaults)));
  const changed = Object.entries(state).filter(([name, value]) => String(value) !== String(defaults[name]));
  return {
    ...rest,
    ...Object.fromEntries(changed.map(([name, value]) => [name, Array.isArray(value) ? value : String(value)])),
  };
}

/** Reads parameters as text: `?search=123` is not a number. */
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
    for (const text of [value].flat()) params.append(name, String(text));
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** The set with the item added, or removed if it was in it: for the open rows of a list. */
export const toggled = (set: ReadonlySet<string>, item: string): ReadonlySet<string> =>
  set.has(item) ? new Set([...set].filter((other) => other !== item)) : new Set([...set, item]);
