import { describe, expect, test } from '@jest/globals';
import { MemoryEventStore } from '../store/memory-event-store.js';
import { View } from './view.js';

describe('a view', () => {
  test('reaching nothing, or what is folded already, takes no waiting', async () => {
    const store = new MemoryEventStore();
    const { position } = await store.append('a-1', [{ type: 'A', data: {} }], { expected: 'none' });
    const view = new View(store, ['a-'], () => undefined);
    await view.start();
    await view.reach(null);
    await view.reach(position);
    await view.stop();
  });

  test('a waiting caller gets an error when the view stops', async () => {
    const view = new View(new MemoryEventStore(), ['a-'], () => undefined);
    await view.start();
    const waiting = view.reach(1_000n);
    await view.stop();
    await expect(waiting).rejects.toThrow('stopping');
  });

  test('it knows whether it is connected and how far behind it is', async () => {
    const store = new MemoryEventStore();
    const view = new View(store, ['a-'], () => undefined);
    expect(view.connected).toBe(false);
    await view.start();
    expect([view.connected, await view.behind()]).toEqual([true, 0]);
    await view.stop();
  });
});
