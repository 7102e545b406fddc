import { expect, test } from '@jest/globals';
import { KeyedMutex } from './keyed-mutex.js';

function openable() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

test('work for one key runs in the order of the calls, one at a time', async () => {
  const mutex = new KeyedMutex();
  const first = openable();
  const steps: string[] = [];
  const works = [
    mutex.runExclusive('a', async () => {
      steps.push('first begins');
      await first.opened;
      steps.push('first ends');
    }),
    mutex.runExclusive('a', () => steps.push('second')),
    mutex.runExclusive('a', () => steps.push('third')),
  ];
  await mutex.runExclusive('b', () => steps.push('other key'));
  first.open();
  await Promise.all(works);
  expect(steps).toEqual(['first begins', 'other key', 'first ends', 'second', 'third']);
});

test('work that rejects reaches its caller and does not stop the work behind it', async () => {
  const mutex = new KeyedMutex();
  const failing = mutex.runExclusive('a', () => Promise.reject(new Error('no')));
  const next = mutex.runExclusive('a', () => 7);
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe(7);
});

test('drain resolves after everything that was called before it', async () => {
  const mutex = new KeyedMutex();
  const gate = openable();
  let ended = 0;
  void mutex.runExclusive('a', () => gate.opened).then(() => ended++);
  void mutex.runExclusive('b', () => gate.opened).then(() => ended++);
  const drained = mutex.drain().then(() => ended);
  gate.open();
  expect(await drained).toBe(2);
});
