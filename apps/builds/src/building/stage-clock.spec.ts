import { describe, expect, test } from '@jest/globals';
import { StageClock } from './stage-clock.js';

describe('the clock of stages', () => {
  test('keeps the first start and the last end of a stage that is entered again', () => {
    let second = 0;
    const clock = new StageClock(() => `t${second++}`);
    clock.enter('fetch');
    clock.enter('image');
    clock.enter('dependencies');
    clock.enter('image');
    clock.enter('image');
    expect(clock.current).toBe('image');
    expect(clock.end()).toEqual([
      { name: 'fetch', startedAt: 't0', endedAt: 't1' },
      { name: 'image', startedAt: 't1', endedAt: 't5' },
      { name: 'dependencies', startedAt: 't2', endedAt: 't3' },
    ]);
  });
});
