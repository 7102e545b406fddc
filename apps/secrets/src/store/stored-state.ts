import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type EventStore, type StoredEvent, View } from '@toolyard/event-store';

const prefixes = ['server-', 'variables-', 'datakey-', 'credential-', 'clientsecret-', 'githubkeys-', 'user-'];

/** Follows the stored events once for all views of the service, so that one position holds for all of them. */
@Injectable()
export class StoredState extends View implements OnModuleDestroy {
  /** Resolves when the views hold everything that was stored before. */
  static async follow(store: EventStore, views: { apply(event: StoredEvent): void }[]): Promise<StoredState> {
    const state = new StoredState(store, prefixes, (event) => {
      for (const view of views) view.apply(event);
    });
    await state.start();
    return state;
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }
}
