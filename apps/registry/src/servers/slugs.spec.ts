import { describe, expect, test } from '@jest/globals';
import type { ServerEvent, SlugEvent } from '@toolyard/contracts';
import { MemoryEventStore } from '@toolyard/event-store';
import { Slugs } from './slugs.js';

const at = '2026-11-20T10:00:00.000Z';
const secondsLater = (seconds: number) => new Date(Date.parse(at) + seconds * 1_000).toISOString();

async function reserved(): Promise<{ store: MemoryEventStore; slugs: Slugs }> {
  const store = new MemoryEventStore();
  const slugs = new Slugs(store);
  await slugs.reserve('weather', 'srv_old', at);
  return { store, slugs };
}
const serverEvent = (store: MemoryEventStore, type: ServerEvent['type'], expected: 'none' | number) =>
  store.append('server-srv_old', [{ type, data: { serverId: 'srv_old', slug: 'weather', at } }], { expected });
const holders = async (store: MemoryEventStore) =>
  (await store.read<SlugEvent>('slug-weather')).map((event) => `${event.type} ${event.data.serverId}`);

describe('a reserved slug', () => {
  test('is refused to others as long as its server exists', async () => {
    const { store, slugs } = await reserved();
    await serverEvent(store, 'ServerCreated', 'none');
    await expect(slugs.reserve('weather', 'srv_new', secondsLater(86_400))).rejects.toMatchObject({
      code: 'slug_taken',
    });
  });

  test('is refused while its server may still be on the way', async () => {
    const { slugs } = await reserved();
    await expect(slugs.reserve('weather', 'srv_new', secondsLater(1))).rejects.toMatchObject({ code: 'slug_taken' });
  });

  test('goes to the next request when a creation stopped halfway, and the stopped creation cannot finish', async () => {
    const { store, slugs } = await reserved();
    await slugs.reserve('weather', 'srv_new', secondsLater(60));
    expect(await holders(store)).toEqual(['SlugReserved srv_old', 'SlugReleased srv_old', 'SlugReserved srv_new']);
    await expect(serverEvent(store, 'ServerCreated', 'none')).rejects.toMatchObject({ name: 'RevisionConflict' });
  });

  test('goes to the next who asks when its server was deleted and the release was lost', async () => {
    const { store, slugs } = await reserved();
    await serverEvent(store, 'ServerCreated', 'none');
    await serverEvent(store, 'ServerDeleted', 0);
    await slugs.reserve('weather', 'srv_new', secondsLater(1));
    expect((await holders(store)).at(-1)).toBe('SlugReserved srv_new');
  });

  test('that is orphaned goes to exactly one of many who ask at once', async () => {
    const { store, slugs } = await reserved();
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => slugs.reserve('weather', `srv_${i}`, secondsLater(60))),
    );
    expect(asked.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    expect((await holders(store)).filter((holder) => holder.startsWith('SlugReserved'))).toHaveLength(2);
  });
});

describe('the slug of a deleted server', () => {
  const ann = { accountId: 'usr_ann', isAdmin: false };
  const bob = { accountId: 'usr_bob', isAdmin: false };
  const daysLater = (days: number) => secondsLater(days * 86_400);

  async function deleted(): Promise<Slugs> {
    const { store, slugs } = await reserved();
    const created = { serverId: 'srv_old', slug: 'weather', actor: { kind: 'user', id: 'usr_ann', name: 'Ann' }, at };
    await store.append('server-srv_old', [{ type: 'ServerCreated', data: created }], { expected: 'none' });
    await serverEvent(store, 'ServerDeleted', 0);
    await slugs.release('weather', 'srv_old', at);
    return slugs;
  }

  test('is kept for its owner for 30 days, however often another account asks', async () => {
    const slugs = await deleted();
    for (const id of ['srv_1', 'srv_2'])
      await expect(slugs.reserveFor(bob, 'weather', id, daysLater(29))).rejects.toMatchObject({
        code: 'slug_taken',
        details: { keptUntil: daysLater(30) },
      });
    await slugs.reserveFor(ann, 'weather', 'srv_new', daysLater(29));
  });

  test('is free after that, and for an admin at once', async () => {
    await (await deleted()).reserveFor(bob, 'weather', 'srv_new', daysLater(30));
    await (await deleted()).reserveFor({ ...bob, isAdmin: true }, 'weather', 'srv_new', daysLater(1));
  });
});
