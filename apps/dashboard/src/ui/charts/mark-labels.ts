export interface Mark {
  at: number;
  label: string;
}

/** A label beside its line: `x` is where the text begins. */
export interface PlacedLabel {
  text: string;
  x: number;
}

const gap = 3;

/**
 * Places the labels of vertical lines in one row: to the right of its line, or to the left at the right edge. Labels of
 * lines that are too close to each other are one label at the first of them: `P85, P95`.
 *
 * @param lines positions in pixels with the labels
 * @param widthOf how wide a text is, in pixels
 */
export function placeLabels(
  lines: { x: number; label: string }[],
  { left, right }: { left: number; right: number },
  widthOf: (text: string) => number,
): PlacedLabel[] {
  const groups: { x: number; text: string }[] = [];
  for (const { x, label } of lines.toSorted((a, b) => a.x - b.x)) {
    const before = groups.at(-1);
    if (before && x < before.x + widthOf(before.text) + 3 * gap) before.text += `, ${label}`;
    else groups.push({ x, text: label });
  }
  const placed: PlacedLabel[] = [];
  for (const { x, text } of groups.toReversed()) {
    const limit = (placed.at(-1)?.x ?? right + gap) - gap;
    const fits = x + gap + widthOf(text) <= limit;
    placed.push({ text, x: fits ? x + gap : Math.max(left, limit - gap - widthOf(text)) });
  }
  return placed.toReversed();
}
