import Anser from 'anser';
import { defaultText, legible, type Rgb, rgbText } from './ansi-colors.js';

export interface AnsiPiece {
  text: string;
  color?: string;
  background?: string;
  bold?: boolean;
  italic?: boolean;
  underline?: boolean;
  strike?: boolean;
}

/**
 * Escape sequences of ECMA-48 other than colours: cursor movement, erasing, titles, links, device control. They are
 * removed, because a log is not a terminal. A sequence without an end is kept: it must not hide the text after it.
 */
const commands = new RegExp(
  [
    String.raw`\u001b\[[0-?]*[ -/]*[@-ln-~]`,
    String.raw`(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)`,
    String.raw`\u001b[PX^_][^\u001b\u009c]*(?:\u001b\\|\u009c)`,
    String.raw`\u001b[ -/]*[0-OQ-WYZ\\` + '`-~]',
  ].join('|'),
  'gu',
);
// oxlint-disable-next-line no-control-regex
const colours = /\u001b\[[0-9;:]*m/gu;

const withoutCommands = (text: string): string =>
  text.includes('\u001b') || text.includes('\u009d') ? text.replace(commands, '') : text;

/** The text without escape sequences. */
export const plainText = (text: string): string => withoutCommands(text).replace(colours, '');

/** A line in pieces with one style each. Sequences other than styles are removed. */
export function ansiPieces(line: string): AnsiPiece[] {
  const text = withoutCommands(line);
  if (!text.includes('\u001b[')) return text === '' ? [] : [{ text }];
  return Anser.ansiToJson(text, { json: true, remove_empty: true, use_classes: true }).map(
    ({ content, fg, bg, fg_truecolor, bg_truecolor, decorations }) => {
      const background = colorOf(bg, bg_truecolor);
      const color = colorOf(fg, fg_truecolor) ?? (background ? defaultText : undefined);
      const has = new Set<string>(decorations);
      return {
        text: content,
        ...(color ? { color: rgbText(legible(color, background)) } : {}),
        ...(background ? { background: rgbText(background) } : {}),
        ...(has.has('bold') ? { bold: true } : {}),
        ...(has.has('italic') ? { italic: true } : {}),
        ...(has.has('underline') ? { underline: true } : {}),
        ...(has.has('strikethrough') ? { strike: true } : {}),
      };
    },
  );
}

const base: Rgb[] = [
  [92, 99, 112],
  [255, 123, 114],
  [126, 211, 33],
  [229, 192, 92],
  [97, 175, 239],
  [216, 142, 232],
  [86, 204, 214],
  [214, 216, 220],
  [140, 148, 160],
  [255, 150, 140],
  [152, 230, 80],
  [255, 214, 120],
  [130, 196, 255],
  [232, 170, 245],
  [120, 226, 234],
  [255, 255, 255],
];
const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** The colour for a name of the parser: one of 16 colours, of the palette of 256, or a true colour. */
function colorOf(name: string | null, trueColor: string | null): Rgb | undefined {
  if (!name) return undefined;
  if (name === 'ansi-truecolor') return trueColor ? (trueColor.split(',').map(Number) as Rgb) : undefined;
  const palette = /^ansi-palette-(\d+)$/.exec(name);
  if (palette) return ofPalette(Number(palette[1]));
  const bright = name.startsWith('ansi-bright-');
  const index = names.indexOf(name.slice(bright ? 12 : 5));
  return index < 0 ? undefined : base[index + (bright ? 8 : 0)];
}

/** 16 to 231: a colour cube with six steps on each side; 232 to 255: greys. */
function ofPalette(index: number): Rgb | undefined {
  if (index < 16) return base[index];
  if (index > 255) return undefined;
  if (index >= 232) return [8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10];
  const step = (value: number): number => (value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  return [step(Math.floor(cube / 36)), step(Math.floor(cube / 6) % 6), step(cube % 6)];
}
