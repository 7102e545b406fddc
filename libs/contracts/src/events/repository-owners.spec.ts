import { describe, expect, test } from '@jest/globals';
import { RepositoryOwners, type RepositoryUse } from './repository-owners.js';

const server = (id: string, account: string, over: Partial<RepositoryUse> = {}): RepositoryUse => ({
  id,
  source: { provider: 'git', repository: 'billing' },
  createdBy: { kind: 'user', id: account, name: account },
  ...over,
});

describe('a repository', () => {
  test('belongs to the account whose server named it first', () => {
    const owners = new RepositoryOwners();
    const [ada, mallory] = [server('1', 'ada'), server('2', 'mallory')];
    owners.created(ada);
    owners.created(mallory);
    expect(owners.ownerOf('billing')).toBe('ada');
    expect([owners.allows(ada), owners.allows(mallory)]).toEqual([true, false]);
  });

  test('serves several servers of its owner, whichever API key made them', () => {
    const owners = new RepositoryOwners();
    owners.created(server('1', 'ada'));
    const byKey = server('2', '', { createdBy: { kind: 'apikey', id: 'key', name: 'ci', userId: 'ada' } });
    owners.created(byKey);
    expect(owners.allows(byKey)).toBe(true);
  });

  test('stays with its owner when the last server is deleted', () => {
    const owners = new RepositoryOwners();
    owners.created(server('1', 'ada'));
    owners.deleted(server('1', 'ada'));
    const mallory = server('2', 'mallory');
    owners.created(mallory);
    expect([owners.ownerOf('billing'), owners.allows(mallory)]).toEqual(['ada', false]);
  });

  test('can be used by an admin beside its owner, and becomes the admin’s when nothing used it', () => {
    const owners = new RepositoryOwners();
    const ada = server('1', 'ada');
    owners.created(ada);
    const beside = server('2', 'root', { adoptsRepository: true });
    owners.created(beside);
    expect([owners.ownerOf('billing'), owners.allows(beside), owners.allows(ada)]).toEqual(['ada', true, true]);
    owners.deleted(ada);
    owners.deleted(beside);
    owners.created(server('3', 'root', { adoptsRepository: true }));
    expect([owners.ownerOf('billing'), owners.allows(ada)]).toEqual(['root', false]);
  });

  test('of another host is not the concern of the built-in remote', () => {
    const owners = new RepositoryOwners();
    const github = server('1', 'ada', { source: { provider: 'github', repository: 'ada/billing' } });
    owners.created(github);
    expect([owners.ownerOf('ada/billing'), owners.allows(server('2', 'bob', github))]).toEqual([undefined, true]);
  });
});
