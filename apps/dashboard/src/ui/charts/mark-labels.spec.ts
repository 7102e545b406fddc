import { expect, test } from '@jest/globals';
import { placeLabels } from './mark-labels.js';

const frame = { left: 0, right: 200 };
const widthOf = (text: string) => text.length * 6;
const placed = (...lines: [x: number, label: string][]) =>
  placeLabels(
    lines.map(([x, label]) => ({ x, label })),
    frame,
    widthOf,
  );

test('a label is right of its line, at the right edge within the chart', () => {
  expect(placed([20, 'P25'], [195, 'P95'])).toEqual([
    { text: 'P25', x: 23 },
    { text: 'P95', x: 179 },
  ]);
});

test('labels of lines that are close to each other are one label, whatever their order', () => {
  expect(placed([110, 'P95'], [100, 'P85'])).toEqual([{ text: 'P85, P95', x: 103 }]);
});

test('no two labels overlap, wherever three lines are', () => {
  for (let a = 0; a <= 200; a += 10)
    for (let b = a; b <= 200; b += 10)
      for (let c = b; c <= 200; c += 10) {
        const lines = [a, b, c].map((x, index) => ({ x, label: `P${index}5` }));
        const labels = placeLabels(lines, frame, widthOf);
        const ends = labels.map(({ x, text }) => x + widthOf(text));
        expect(labels.slice(1).every(({ x }, index) => x >= ends[index]!)).toBe(true);
        expect(labels[0]!.x >= 0 && ends.at(-1)! <= 200).toBe(true);
      }
});
