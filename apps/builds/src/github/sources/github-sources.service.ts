import { Injectable } from '@nestjs/common';
import type { GitHubSourceEvent } from '@toolyard/contracts';
import { EventStore, type StoredEvent, StreamGone } from '@toolyard/event-store';
import { FollowedAggregate } from '@toolyard/service';
import { type GitHubSourceCommand, githubSourceDecider, type GitHubSourceState } from './github-source.decider.js';
import { GitHubSourcesView } from './github-sources.view.js';

const prefix = 'githubsource-';

/** What GitHub answered for the repositories of servers. Owns the streams `githubsource-`. */
@Injectable()
export class GitHubSourcesService extends FollowedAggregate<GitHubSourceState, GitHubSourceCommand, GitHubSourceEvent> {
  readonly view = new GitHubSourcesView();
  private readonly listeners: ((serverId: string) => void)[] = [];

  constructor(store: EventStore) {
    super(store, { decider: githubSourceDecider, prefix });
  }

  protected fold(event: StoredEvent): void {
    this.view.apply(event);
    for (const listener of this.listeners) listener((event.data as { serverId: string }).serverId);
  }

  /** Calls `listener` with the server of every change, once the view has folded it. The listener must not throw. */
  onChange(listener: (serverId: string) => void): void {
    this.listeners.push(listener);
  }

  /** Stores what changed. A server that was deleted meanwhile stays forgotten. */
  async command(command: GitHubSourceCommand): Promise<void> {
    await this.aggregate.execute(command.serverId, command).catch((error: unknown) => {
      if (!(error instanceof StreamGone)) throw error;
    });
  }

  /** Removes what is stored of the repository of a deleted server. */
  async forget(serverId: string): Promise<void> {
    if (!this.view.of(serverId)) return;
    await this.store.tombstone(`${prefix}${serverId}`);
    this.view.forget(serverId);
  }
}
