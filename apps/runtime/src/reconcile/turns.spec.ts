import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { Turns } from './turns.js';

/** Jobs that end when told to. */
function controlled(width: number) {
  const started: string[] = [];
  const open = new Map<string, () => void>();
  const turns = new Turns(width, (key) => {
    started.push(key);
    return new Promise((resolve) => open.set(key, resolve));
  });
  const finish = async (key: string) => {
    open.get(key)!();
    await turn();
  };
  return { turns, started, finish };
}

describe('turns', () => {
  test('a key never runs twice at once, and once more when it was asked for meanwhile', async () => {
    const { turns, started, finish } = controlled(4);
    for (let i = 0; i < 5; i++) turns.ask('a');
    expect(started).toEqual(['a']);
    await finish('a');
    expect(started).toEqual(['a', 'a']);
    await finish('a');
    expect(started).toEqual(['a', 'a']);
  });

  test('no more run at once than the width, and none is forgotten', async () => {
    const { turns, started, finish } = controlled(2);
    for (const key of ['a', 'b', 'c']) turns.ask(key);
    expect(started).toEqual(['a', 'b']);
    await finish('a');
    expect(started).toEqual(['a', 'b', 'c']);
  });

  test('a stop waits for what runs and starts nothing more', async () => {
    const { turns, started, finish } = controlled(1);
    turns.ask('a');
    turns.ask('b');
    const stopped = turns.stop();
    await finish('a');
    await stopped;
    turns.ask('c');
    expect(started).toEqual(['a']);
  });
});
