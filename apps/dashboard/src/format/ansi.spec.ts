import { describe, expect, test } from '@jest/globals';
import { contrast, legible, type Rgb } from './ansi-colors.js';
import { ansiPieces, plainText } from './ansi.js';

const esc = '\u001b';
const rgb = (text: string | undefined): Rgb => text!.match(/\d+/g)!.map(Number) as Rgb;

describe('a line with escape sequences', () => {
  test('keeps its colours and decorations', () => {
    const pieces = ansiPieces(
      `plain ${esc}[31mred ${esc}[1;4mloud${esc}[0m ${esc}[38;5;208morange ${esc}[38;2;10;200;30mtrue`,
    );
    expect(pieces.map(({ text }) => text)).toEqual(['plain ', 'red ', 'loud', ' ', 'orange ', 'true']);
    expect(pieces[2]).toMatchObject({ bold: true, underline: true, color: pieces[1]!.color });
    expect(pieces[4]!.color).toBe('rgb(255, 135, 0)');
    expect(pieces[5]!.color).toBe('rgb(10, 200, 30)');
    expect(pieces[0]).toEqual({ text: 'plain ' });
  });

  test('moves no cursor, erases nothing, sets no title and makes no link', () => {
    const tricks = [
      `one${esc}[2K${esc}[1A${esc}[2J`,
      `two${esc}]0;owned\u0007`,
      `${esc}]8;;https://evil.example${esc}\\three${esc}]8;;${esc}\\`,
      `four${esc}7${esc}(B${esc}P1$r${esc}\\${esc}[?25l`,
    ].join(' ');
    expect(plainText(tricks)).toBe('one two three four');
    expect(ansiPieces(tricks)).toEqual([{ text: 'one two three four' }]);
  });

  test('keeps the text around a sequence, and brackets that are text', () => {
    expect(plainText(`${esc}[31mred${esc}[0m ${esc}[2Kplain ${esc}]0;title\u0007end`)).toBe('red plain end');
    expect(plainText(`array[0] = 1; ${esc}]8;;http://x${esc}\\link`)).toBe('array[0] = 1; link');
  });

  test('shows concealed text, text in the colour of its background, and text after a sequence without an end', () => {
    expect(ansiPieces(`${esc}[8mconcealed`)[0]!.text).toBe('concealed');
    for (const trick of [
      `${esc}[30;40msecret`,
      `${esc}[38;2;22;24;28msecret`,
      `${esc}[38;5;16;48;5;16msecret`,
      `${esc}[37;47msecret`,
    ]) {
      const [piece] = ansiPieces(trick);
      expect(
        contrast(rgb(piece!.color), piece!.background ? rgb(piece!.background) : [22, 24, 28]),
      ).toBeGreaterThanOrEqual(4.5);
    }
    expect(plainText(`${esc}]0;never ended, still here`)).toContain('still here');
  });

  test('without any is one piece, and an empty one is none', () => {
    expect(ansiPieces('<b>not markup</b>')).toEqual([{ text: '<b>not markup</b>' }]);
    expect(ansiPieces('')).toEqual([]);
  });
});

test('a colour that can be read stays as it is', () => {
  expect(legible([97, 175, 239])).toEqual([97, 175, 239]);
});
