import { log } from '@toolyard/service';
import type { ContainerEngine, EngineEvent } from './container-host.js';

const retryMs = 500;

/** Keeps the stream of the engine's events open, and knows since when. */
export class EngineWatch {
  /** Milliseconds since the epoch; Infinity while the engine is away. */
  since = Infinity;
  private readonly abort = new AbortController();
  private done: Promise<void> = Promise.resolve();

  constructor(
    private readonly engine: ContainerEngine,
    private readonly onConnected: () => void,
    private readonly onEvent: (event: EngineEvent) => void,
  ) {}

  get connected(): boolean {
    return this.since !== Infinity;
  }

  start(): void {
    this.done = this.run();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.done;
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    let said = false;
    while (!signal.aborted) {
      try {
        await this.engine.ping();
        const open = () => {
          this.since = Date.now();
          said = false;
          this.onConnected();
        };
        for await (const event of this.engine.events(open, signal)) this.onEvent(event);
      } catch (error) {
        if (!said && !signal.aborted)
          log.warn(
            { err: error },
            'the container engine does not answer; containers are left as they are until it does',
          );
        said = true;
      }
      this.since = Infinity;
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}
