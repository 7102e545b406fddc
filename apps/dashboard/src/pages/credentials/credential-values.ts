/** An empty field keeps what is stored. */
export const changedValues = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

/** Names of the fields that have no value yet, neither stored nor typed. */
export const missingFields = (fields: { name: string; set: boolean }[], values: Record<string, string>): string[] =>
  fields.filter(({ name, set }) => !set && !values[name]).map(({ name }) => name);
