import { describe, expect, test } from '@jest/globals';
import { cover, coverBuckets, type Grain, grains, openEnd } from './time-grains.js';

const at = (text: string): number => Date.parse(`${text}Z`);
const all: Grain[] = ['day', 'hour', 'minute'];

describe('covering a span', () => {
  test('takes the longest grains that fit and leaves only its ragged ends to the calls', () => {
    expect(cover({ from: at('2026-11-01T22:58:30'), to: at('2026-11-04T01:01:10') }, all)).toEqual([
      { grain: 'call', from: at('2026-11-01T22:58:30'), to: at('2026-11-01T22:59:00') },
      { grain: 'minute', from: at('2026-11-01T22:59:00'), to: at('2026-11-01T23:00:00') },
      { grain: 'hour', from: at('2026-11-01T23:00:00'), to: at('2026-11-02T00:00:00') },
      { grain: 'day', from: at('2026-11-02T00:00:00'), to: at('2026-11-04T00:00:00') },
      { grain: 'hour', from: at('2026-11-04T00:00:00'), to: at('2026-11-04T01:00:00') },
      { grain: 'minute', from: at('2026-11-04T01:00:00'), to: at('2026-11-04T01:01:00') },
      { grain: 'call', from: at('2026-11-04T01:01:00'), to: at('2026-11-04T01:01:10') },
    ]);
  });

  test('needs days alone for all time', () => {
    expect(cover({ from: 0, to: openEnd }, all)).toEqual([{ grain: 'day', from: 0, to: openEnd }]);
  });

  test('leaves neither a gap nor an overlap, whatever the span and the grains', () => {
    let seed = 1;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 2_000; round++) {
      const from = random(2_000_000_000);
      const to = from + random(2 ** random(30));
      const usable = all.filter(() => random(3) > 0);
      const pieces = cover({ from, to }, usable);
      let reached = from;
      for (const piece of pieces) {
        expect(piece.from).toBe(reached);
        expect(piece.to).toBeGreaterThan(piece.from);
        if (piece.grain !== 'call')
          expect([piece.from % grains[piece.grain], piece.to % grains[piece.grain]]).toEqual([0, 0]);
        reached = piece.to;
      }
      expect(reached).toBe(to);
    }
  });
});

test('days of a zone half an hour off are covered by whole hours and the minutes around midnight', () => {
  const edges = [at('2026-11-01T18:30:00'), at('2026-11-02T18:30:00'), at('2026-11-03T18:30:00')];
  expect(coverBuckets({ from: edges[0]!, to: edges[2]! }, edges, all)).toEqual([
    { grain: 'minute', from: at('2026-11-01T18:30:00'), to: at('2026-11-01T19:00:00') },
    { grain: 'hour', from: at('2026-11-01T19:00:00'), to: at('2026-11-02T18:00:00') },
    { grain: 'minute', from: at('2026-11-02T18:00:00'), to: at('2026-11-02T19:00:00') },
    { grain: 'hour', from: at('2026-11-02T19:00:00'), to: at('2026-11-03T18:00:00') },
    { grain: 'minute', from: at('2026-11-03T18:00:00'), to: at('2026-11-03T18:30:00') },
  ]);
});
