import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { EventStore, type Following, type StoredEvent } from '@toolyard/event-store';
import { log } from '@toolyard/service';
import { CredentialStore } from '../credential-store/credential-store.js';

const recentMs = 60_000;

/**
 * Announces recent changes of credentials to the gateways again: the replica that stored one may have died before it
 * did.
 */
@Injectable()
export class LateAnnouncements implements OnModuleInit, OnModuleDestroy {
  private following: Following | undefined;

  constructor(
    private readonly events: EventStore,
    private readonly credentials: CredentialStore,
  ) {}

  onModuleInit(): void {
    this.following = this.events.follow({ prefixes: ['credential-'], onEvent: (event) => this.announce(event) });
  }

  async onModuleDestroy(): Promise<void> {
    await this.following?.stop();
  }

  private announce({ data, createdAt }: StoredEvent): void {
    if (Date.now() - Date.parse(createdAt) >= recentMs) return;
    const { serverId, userId } = data as { serverId: string; userId: string };
    this.credentials.announce(serverId, userId).catch((error: unknown) => {
      log.debug({ err: error, serverId, userId }, 'a change of credentials was not announced again');
    });
  }
}
