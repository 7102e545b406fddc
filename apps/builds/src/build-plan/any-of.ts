/** An expression that matches where one of these does; its flags are those of the first. */
export function anyOf(...patterns: [RegExp, ...RegExp[]]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), patterns[0].flags);
}
