export type Rgb = [red: number, green: number, blue: number];

/** The log is dark in both themes, because those who write logs choose their colours for a dark terminal. */
const paper: Rgb = [22, 24, 28];
export const defaultText: Rgb = [214, 216, 220];
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
/** WCAG 2.2, 1.4.3. */
const enough = 4.5;

export const rgbText = ([red, green, blue]: Rgb): string => `rgb(${red}, ${green}, ${blue})`;

/** WCAG 2.2, relative luminance. */
function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const mixed = (a: Rgb, b: Rgb, share: number): Rgb =>
  a.map((value, index) => Math.round(value + (b[index]! - value) * share)) as Rgb;

/** The colour, or the nearest one to it that can be read there: text in the colour of its background hides nothing. */
export function legible(color: Rgb, background: Rgb = paper): Rgb {
  if (contrast(color, background) >= enough) return color;
  const towards = contrast(white, background) >= contrast(black, background) ? white : black;
  for (let share = 0.1; share < 1; share += 0.1) {
    const candidate = mixed(color, towards, share);
    if (contrast(candidate, background) >= enough) return candidate;
  }
  return towards;
}
