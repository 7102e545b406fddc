import { describe, expect, test } from '@jest/globals';
import { type Decider, unknownEvent } from './decider.js';
import { folder } from './folder.js';

type Counted = { type: 'Counted'; data: { by: number } } | { type: 'Cleared'; data: object };

const counterDecider: Decider<number, never, Counted> = {
  initial: 0,
  decide: () => [],
  evolve: (total, event) => {
    switch (event.type) {
      case 'Counted':
        return total + event.data.by;
      case 'Cleared':
        return 0;
      default:
        return unknownEvent(event, 'counter');
    }
  },
};
const { fold, is } = folder(counterDecider, { Counted: true, Cleared: true });
const counted = (by: number): Counted => ({ type: 'Counted', data: { by } });

describe('folding a stream', () => {
  test('begins at the initial state, or at the state that is given', () => {
    expect([fold([counted(1), counted(2)]), fold([counted(1)], 10), fold([])]).toEqual([3, 11, 0]);
  });

  test('ignores the types of a later version, and the names that every object has', () => {
    for (const type of ['Painted', 'constructor', '__proto__']) {
      expect(is({ type, data: {} })).toBe(false);
      expect(fold([counted(1), { type, data: {} }, counted(2)])).toBe(3);
    }
  });
});

describe('evolving with an event of an unknown type', () => {
  test('throws, and names the stream family and the type', () => {
    const painted = { type: 'Painted', data: {} } as unknown as Counted;
    expect(() => counterDecider.evolve(0, painted)).toThrow(
      'The counter stream holds an event of unknown type Painted.',
    );
  });
});
