/** Environment variables of a server, and the fields that its users fill in. */
export const variableNamePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** In characters. */
export const variableNameMaxLength = 128;
/** Of one value, in UTF-8. */
export const variableValueMaxBytes = 64 * 1024;
/** All variables of a server together, as UTF-8 of the JSON object `{NAME: value}` in which they are delivered. */
export const variablesMaxBytes = 128 * 1024;
/**
 * Sets that were stored before `variablesMaxBytes` existed are delivered up to this size: a message of NATS carries it.
 */
export const variablesDeliverableBytes = 4 * 1024 * 1024;

/** The size that counts: control characters and quotes are longer in JSON than in UTF-8. */
export const variablesBytes = (values: Iterable<readonly [name: string, value: string]>): number =>
  // Of entries, because `__proto__` is a name like any other.
  [...values].reduce((sum, [name, value]) => sum + jsonBytes(name) + jsonBytes(value) + 2, 1);

const jsonBytes = (text: string): number => new TextEncoder().encode(JSON.stringify(text)).length;

/** Refused in either case; the API has reserved the first two since its first version. */
const reservedPrefixes = ['GUMLOOP_', 'GUMSTACK_', 'TOOLYARD_'];
/** The platform sets these in every container. */
const platformNames = new Set(['PORT']);

/**
 * `malformed`: not a name, or too long. `reserved`: begins with a prefix of the platform. `platform`: the platform sets
 * it.
 */
export type VariableNameProblem = { rule: 'malformed' } | { rule: 'reserved'; prefix: string } | { rule: 'platform' };

/** The rule that a name of a variable breaks; null for a name that may be set. */
export function brokenNameRule(name: string): VariableNameProblem | null {
  if (name.length > variableNameMaxLength || !variableNamePattern.test(name)) return { rule: 'malformed' };
  const prefix = reservedPrefixes.find((each) => name.toUpperCase().startsWith(each));
  if (prefix) return { rule: 'reserved', prefix };
  return platformNames.has(name) ? { rule: 'platform' } : null;
}
