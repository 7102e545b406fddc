import { accountOf } from '../rules/access.js';
import type { Actor } from './actor.js';
import type { Source } from './server.events.js';

/** What decides whether a server may use its repository. */
export interface RepositoryUse {
  id: string;
  source: Source;
  createdBy: Actor;
  /** An admin took the repository of another account on purpose. */
  adoptsRepository?: boolean;
}

/**
 * Owners of the repositories of the built-in git remote: the account whose server named a repository first, as the
 * order of the events tells. The owner stays when its servers are deleted; an admin who then takes the repository
 * becomes its owner. Each service folds it from the events of servers, so all agree whatever happens at the same time.
 */
export class RepositoryOwners {
  private readonly owners = new Map<string, string>();
  private readonly users = new Map<string, Set<string>>();

  created(use: RepositoryUse): void {
    const { id, source, createdBy, adoptsRepository } = use;
    if (source.provider !== 'git') return;
    const users = this.users.get(source.repository) ?? new Set();
    if (!this.owners.has(source.repository) || (adoptsRepository && users.size === 0)) {
      this.owners.set(source.repository, accountOf(createdBy));
    }
    // A use that is not allowed does not keep the repository from becoming free.
    if (this.allows(use)) this.users.set(source.repository, users.add(id));
  }

  deleted({ id, source }: Pick<RepositoryUse, 'id' | 'source'>): void {
    this.users.get(source.repository)?.delete(id);
  }

  /** Account that owns the repository; undefined when no server ever named it. */
  ownerOf(repository: string): string | undefined {
    return this.owners.get(repository);
  }

  /** Whether pushes to the repository may reach the server, and its creator may read the repository through it. */
  allows({ source, createdBy, adoptsRepository }: RepositoryUse): boolean {
    if (source.provider !== 'git') return true;
    return adoptsRepository === true || this.owners.get(source.repository) === accountOf(createdBy);
  }
}
