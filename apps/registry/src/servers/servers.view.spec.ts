import { describe, expect, test } from '@jest/globals';
import type { Actor, ServerEvent } from '@toolyard/contracts';
import { foldServer } from './server.decider.js';
import { Servers } from './servers.view.js';

const ada: Actor = { kind: 'user', id: 'ada', name: 'Ada' };
const bob: Actor = { kind: 'user', id: 'bob', name: 'Bob' };
const at = '2026-11-20T10:00:00.000Z';

const created = (serverId: string, name = serverId, actor = ada, repository = serverId): ServerEvent => ({
  type: 'ServerCreated',
  data: {
    serverId,
    slug: name.toLowerCase(),
    name,
    description: '',
    visibility: 'private',
    access: 'organisation',
    source: { provider: 'git', repository },
    auth: { method: 'none' },
    replicas: 1,
    actor,
    at,
  },
});
const disabled = (serverId: string): ServerEvent => ({ type: 'ServerDisabled', data: { serverId, actor: ada, at } });
const deleted = (serverId: string, slug = serverId): ServerEvent => ({
  type: 'ServerDeleted',
  data: { serverId, slug, actor: ada, at },
});

/** Positions grow in uneven steps, as in the store. */
function view(...events: ServerEvent[]): Servers {
  const servers = new Servers();
  events.forEach((event, i) => servers.apply({ ...event, position: BigInt(i * 137) }));
  return servers;
}
const every = { deactivated: true, limit: 100 };
const names = (page: { items: { name: string }[] }) => page.items.map((server) => server.name);

describe('the list', () => {
  test('shows the newest first and leaves out disabled servers unless asked', () => {
    const servers = view(created('a'), created('b'), created('c'), disabled('b'));
    expect(names(servers.page({ deactivated: false, limit: 30 }))).toEqual(['c', 'a']);
    expect(names(servers.page(every))).toEqual(['c', 'b', 'a']);
  });

  test('finds by name and by repository, whatever the case and width', () => {
    const servers = view(
      created('a', 'Weather', ada, 'forecasts'),
      created('b', 'Billing', ada, 'weather-data'),
      created('c', 'ＷＥＡＴＨＥＲ'),
      created('d', 'Other'),
    );
    expect(names(servers.page({ ...every, search: 'weather' }))).toEqual(['ＷＥＡＴＨＥＲ', 'Billing', 'Weather']);
    expect(names(servers.page({ ...every, search: 'FORE' }))).toEqual(['Weather']);
    expect(names(servers.page({ ...every, search: '.*' }))).toEqual([]);
  });

  test('finds a server by its new name once it was renamed', () => {
    const servers = view(created('a', 'Old'), {
      type: 'ServerEdited',
      data: { serverId: 'a', name: 'New', actor: ada, at },
    });
    expect(names(servers.page({ ...every, search: 'new' }))).toEqual(['New']);
    expect(names(servers.page({ ...every, search: 'old' }))).toEqual([]);
  });

  test('can be limited to those who created them', () => {
    const servers = view(created('a', 'a', ada), created('b', 'b', bob));
    expect(names(servers.page({ ...every, createdBy: 'bob' }))).toEqual(['b']);
  });

  test('pages show every server once while others come and go', () => {
    const servers = view(...Array.from({ length: 7 }, (_, i) => created(`s${i}`)));
    const first = servers.page({ ...every, limit: 3 });
    expect(names(first)).toEqual(['s6', 's5', 's4']);
    servers.apply({ ...created('late'), position: 5_000n });
    servers.apply({ ...deleted('s4'), position: 5_100n });
    const second = servers.page({ ...every, limit: 3, cursor: first.nextCursor! });
    expect(names(second)).toEqual(['s3', 's2', 's1']);
    const third = servers.page({ ...every, limit: 3, cursor: second.nextCursor! });
    expect(names(third)).toEqual(['s0']);
    expect(third.nextCursor).toBeNull();
  });

  test('a page that holds exactly the rest has no next one', () => {
    expect(view(created('a'), created('b')).page({ ...every, limit: 2 }).nextCursor).toBeNull();
  });
});

describe('looking up', () => {
  test('a deleted server is found by nothing', () => {
    const servers = view(created('a'), created('b'), deleted('a'));
    expect(servers.get('a')).toBeUndefined();
    expect(servers.withSlug('a')).toBeUndefined();
    expect(servers.count).toBe(1);
  });

  test('a slug given to a new server belongs to that one', () => {
    const servers = view(created('a', 'Same'), deleted('a', 'same'), created('b', 'Same'));
    expect(servers.withSlug('same')?.id).toBe('b');
  });

  test('names of what every object has are not servers', () => {
    const servers = view(created('a'));
    for (const id of ['__proto__', 'constructor', '$all', '']) expect(servers.get(id)).toBeUndefined();
  });
});

describe('folding', () => {
  test('events of a later version are passed over', () => {
    const events = [created('a'), { type: 'ServerPainted', data: { serverId: 'a', colour: 'red' } }, disabled('a')];
    expect(foldServer(events)).toMatchObject({ id: 'a', disabled: true });
    const servers = new Servers();
    events.forEach((event, i) => servers.apply({ ...event, position: BigInt(i) }));
    expect(servers.get('a')?.disabled).toBe(true);
  });

  test('an abandoned creation is no server', () => {
    expect(view({ type: 'ServerAbandoned', data: { serverId: 'a', slug: 'a', at } }).count).toBe(0);
  });
});
