import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { GitHubSourceEvent } from '@toolyard/contracts';
import { AggregateStore, EventStore, StreamGone, View } from '@toolyard/event-store';
import { changedBy } from '@toolyard/service';
import { type GitHubSourceCommand, githubSourceDecider, type GitHubSourceState } from './github-source.decider.js';
import { GitHubSourcesView } from './github-sources.view.js';

const prefix = 'githubsource-';

/** What GitHub answered for the repositories of servers. Owns the streams `githubsource-`. */
@Injectable()
export class GitHubSourcesService implements OnModuleInit, OnModuleDestroy {
  readonly view = new GitHubSourcesView();
  private readonly follower: View;
  private readonly listeners: ((serverId: string) => void)[] = [];
  private readonly aggregate: AggregateStore<GitHubSourceState, GitHubSourceCommand, GitHubSourceEvent>;

  constructor(private readonly store: EventStore) {
    this.follower = new View(store, [prefix], (event) => {
      this.view.apply(event);
      for (const listener of this.listeners) listener((event.data as { serverId: string }).serverId);
    });
    this.aggregate = new AggregateStore(store, {
      decider: githubSourceDecider,
      prefix,
      view: this.follower,
      metadata: changedBy,
    });
  }

  async onModuleInit(): Promise<void> {
    await this.follower.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.follower.stop();
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
