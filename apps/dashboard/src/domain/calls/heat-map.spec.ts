import { expect, test } from '@jest/globals';
import { fullestRow, mostCalls, shade } from './heat-map.js';

const map = {
  rows: [
    { fromMs: 1, toMs: 1.4, calls: [1, 400, 2] },
    { fromMs: 1.4, toMs: 2, calls: [0, 0, 0] },
    { fromMs: 2, toMs: 2.8, calls: [150, 150, 200] },
  ],
};

test('a cell without calls is empty, a single call is seen, and the fullest cell is darkest', () => {
  const most = mostCalls(map);
  expect([shade(0, most), shade(most, most)]).toEqual([0, 1]);
  expect(shade(1, most)).toBeGreaterThan(0.15);
});

test('the usual latency is the row with the most calls in all, and there is none without calls', () => {
  expect(fullestRow(map)?.fromMs).toBe(2);
  expect([fullestRow({ rows: [] }), mostCalls({ rows: [] })]).toEqual([undefined, 0]);
});
