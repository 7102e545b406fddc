/** A number in JSON that a JavaScript number would change. `JSON.stringify` writes its digits as they are. */
export interface ExactNumber {
  readonly rawJSON: string;
}

// ECMAScript 2026 (JSON.parse source text access), which the compiler's library does not have yet.
const json = JSON as unknown as {
  rawJSON(text: string): ExactNumber;
  isRawJSON(value: unknown): value is ExactNumber;
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
};

/** A number by its digits: exact where a JavaScript number is not. */
export function numberOf(digits: string, value: number): number | ExactNumber {
  return JSON.stringify(value) === digits ? value : json.rawJSON(digits);
}

export const isExactNumber = (value: unknown): value is ExactNumber => json.isRawJSON(value);

/** Parses JSON so that `JSON.stringify` writes every number with the digits that it had. @throws SyntaxError */
export function parseExact(text: string): unknown {
  return json.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined ? numberOf(source, value) : value,
  );
}
