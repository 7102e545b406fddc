export type Rgb = [red: number, green: number, blue: number];

/** The background of a log. It is dark in both themes, because colours in logs are meant for dark terminals. */
const logBackground: Rgb = [22, 24, 28];
export const defaultText: Rgb = [214, 216, 220];
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
/** WCAG 2.2, 1.4.3. */
const minContrast = 4.5;

export const rgbText = ([red, green, blue]: Rgb): string => `rgb(${red}, ${green}, ${blue})`;

/** WCAG 2.2, relative luminance. */
function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const mixed = (a: Rgb, b: Rgb, share: number): Rgb =>
  a.map((value, index) => Math.round(value + (b[index]! - value) * share)) as Rgb;

/** The colour, or the nearest one with enough contrast, so that no text has the colour of its background. */
export function legible(color: Rgb, background: Rgb = logBackground): Rgb {
  if (contrast(color, background) >= minContrast) return color;
  const towards = contrast(white, background) >= contrast(black, background) ? white : black;
  for (let share = 0.1; share < 1; share += 0.1) {
    const candidate = mixed(color, towards, share);
    if (contrast(candidate, background) >= minContrast) return candidate;
  }
  return towards;
}
