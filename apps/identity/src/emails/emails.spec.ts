import { describe, expect, test } from '@jest/globals';
import type { Actor } from '@toolyard/contracts';
import { MemoryEventStore } from '@toolyard/event-store';
import { Emails } from './emails.js';

const actor: Actor = { kind: 'system', id: 'test', name: 'Test' };
const at = '2026-11-20T10:00:00.000Z';
const soon = '2026-11-20T10:00:10.000Z';
const later = '2026-11-20T10:01:00.000Z';

const registered = (userId: string) => ({
  type: 'UserRegistered',
  data: {
    userId,
    name: 'Bob',
    email: 'bob@example.org',
    role: 'member',
    groupIds: [],
    provider: 'password',
    actor,
    at,
  },
});

describe('an e-mail address', () => {
  test('belongs to one account, in every spelling and when several ask at the same time', async () => {
    const store = new MemoryEventStore();
    const answers = await Promise.allSettled([
      new Emails(store).reserve('bob@example.org', 'a', at),
      new Emails(store).reserve(' BOB@Example.org', 'b', at),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(answers.find((answer) => answer.status === 'rejected')).toMatchObject({ reason: { code: 'email_taken' } });
  });

  test('can be reserved again by the same account, and by others once it is released', async () => {
    const emails = new Emails(new MemoryEventStore());
    await emails.reserve('bob@example.org', 'a', at);
    await emails.reserve('bob@example.org', 'a', at);
    await emails.release('bob@example.org', 'b', at);
    await expect(emails.reserve('bob@example.org', 'b', at)).rejects.toMatchObject({ code: 'email_taken' });
    await emails.release('bob@example.org', 'a', at);
    await emails.reserve('bob@example.org', 'b', at);
  });

  test('of a registration that stopped halfway is free after a while, and that one can never go on', async () => {
    const store = new MemoryEventStore();
    const emails = new Emails(store);
    await emails.reserve('bob@example.org', 'a', at);
    await expect(emails.reserve('bob@example.org', 'b', soon)).rejects.toMatchObject({ code: 'email_taken' });
    await emails.reserve('bob@example.org', 'b', later);
    await expect(store.append('user-a', [registered('a')], { expected: 'none' })).rejects.toThrow();
  });

  test('of an account that exists is not taken, however old it is', async () => {
    const store = new MemoryEventStore();
    const emails = new Emails(store);
    await emails.reserve('bob@example.org', 'a', at);
    await store.append('user-a', [registered('a')], { expected: 'none' });
    await expect(emails.reserve('bob@example.org', 'b', later)).rejects.toMatchObject({ code: 'email_taken' });
    await store.append('user-a', [{ type: 'UserDeleted', data: { userId: 'a', actor, at } }], { expected: 'any' });
    await emails.reserve('bob@example.org', 'b', later);
  });
});
