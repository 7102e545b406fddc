/**
 * A query is data: its text, whose values are typed placeholders such as `{serverId:String}`, what they stand for, and
 * the rows it answers.
 */
export interface Query<Row> {
  text: string;
  params: Params;
  /** Never set: carries the type. */
  row?: Row;
}

export type Params = Record<string, string | number | readonly string[] | readonly number[]>;

/** A condition or a subquery with its own values. */
export interface Fragment {
  text: string;
  params: Params;
}

export function all(fragments: Fragment[]): Fragment {
  return joined(fragments, ' AND ', '1');
}

export function any(fragments: Fragment[]): Fragment {
  return joined(fragments, ' OR ', '0');
}

function joined(fragments: Fragment[], operator: string, none: string): Fragment {
  return {
    text: fragments.length === 0 ? none : fragments.map(({ text }) => `(${text})`).join(operator),
    params: Object.assign({}, ...fragments.map(({ params }) => params)) as Params,
  };
}

/** Times in parameters are milliseconds since 1970. */
export const instant = (name: string): string => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;
