import { Injectable } from '@nestjs/common';
import { EventStore, type StoredEvent, View } from '@toolyard/event-store';
import { DesiredState } from './desired-state.view.js';

/** Keeps {@link DesiredState} up to date from the event store. */
@Injectable()
export class DesiredStateFollower {
  private readonly view: View;
  private onChange: (serverId: string) => void = () => undefined;

  constructor(store: EventStore, state: DesiredState) {
    this.view = new View(store, ['server-', 'deployment-', 'variables-'], (event: StoredEvent) => {
      const serverId = state.apply(event);
      if (serverId !== undefined) this.onChange(serverId);
    });
  }

  /**
   * Resolves when every event stored before is folded.
   * @param onChange called with the id of a server whose desired state changed
   */
  async start(onChange: (serverId: string) => void): Promise<void> {
    this.onChange = onChange;
    await this.view.start();
  }

  async stop(): Promise<void> {
    await this.view.stop();
  }
}
