import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { log } from '@toolyard/service';
import { type ContainerEvent, ContainerHost } from './container-host.js';

const retryMs = 500;

interface WatchListener {
  /** Called when events flow, at first and after every interruption. */
  onConnected: () => void;
  onEvent: (event: ContainerEvent) => void;
}

/** Keeps the stream of container events open, and tells since when it is. */
@Injectable()
export class ContainerWatch {
  /** Start of the open stream in milliseconds since the epoch; Infinity while the container host does not answer. */
  since = Infinity;
  private readonly abort = new AbortController();
  private done: Promise<void> = Promise.resolve();

  constructor(private readonly host: ContainerHost) {}

  get connected(): boolean {
    return this.since !== Infinity;
  }

  start(listener: WatchListener): void {
    this.done = this.run(listener);
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.done;
  }

  private async run({ onConnected, onEvent }: WatchListener): Promise<void> {
    const { signal } = this.abort;
    let warned = false;
    while (!signal.aborted) {
      try {
        await this.host.ping();
        const onOpen = () => {
          this.since = Date.now();
          warned = false;
          onConnected();
        };
        for await (const event of this.host.events(onOpen, signal)) onEvent(event);
      } catch (error) {
        if (!warned && !signal.aborted)
          log.warn({ err: error }, 'the container host does not answer; containers are left as they are until it does');
        warned = true;
      }
      this.since = Infinity;
      if (!signal.aborted) await pause(retryMs);
    }
  }
}
