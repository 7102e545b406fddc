/** The fields of `edits` that are given and differ from the present ones. */
export function changedFields<Field extends string>(
  fields: readonly Field[],
  edits: Partial<Record<Field, unknown>>,
  state: Record<Field, unknown>,
): Record<string, unknown> | null {
  const changed = fields.filter((field) => edits[field] !== undefined && edits[field] !== state[field]);
  return changed.length === 0 ? null : Object.fromEntries(changed.map((field) => [field, edits[field]]));
}

/** The fields that are given. */
export function givenFields<Field extends string, From extends Partial<Record<Field, unknown>>>(
  fields: readonly Field[],
  from: From,
): Partial<Pick<From, Field>> {
  return Object.fromEntries(
    fields.filter((field) => from[field] !== undefined).map((field) => [field, from[field]]),
  ) as Partial<Pick<From, Field>>;
}
