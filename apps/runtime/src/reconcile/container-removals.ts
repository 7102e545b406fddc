import { Injectable } from '@nestjs/common';
import { log } from '@toolyard/service';
import { ContainerHost } from '../containers/container-host.js';
import { LogKeeper } from '../logs/log-keeper.js';

/** Stops and removes containers. A removal takes up to the grace time, so reconciling does not wait for it. */
@Injectable()
export class ContainerRemovals {
  private readonly running = new Set<string>();

  constructor(
    private readonly host: ContainerHost,
    private readonly logs: LogKeeper,
  ) {}

  /**
   * Begins to remove a container, unless it is being removed already.
   * @param onEnd called once, with whether the container is removed
   */
  begin(containerId: string, graceSeconds: number, onEnd: (removed: boolean) => void): void {
    if (this.running.has(containerId)) return;
    this.running.add(containerId);
    void this.remove(containerId, graceSeconds).then((removed) => {
      this.running.delete(containerId);
      onEnd(removed);
    });
  }

  private async remove(containerId: string, graceSeconds: number): Promise<boolean> {
    try {
      await this.host.stop(containerId, graceSeconds);
      await this.logs.settle(containerId);
      await this.host.remove(containerId);
      await this.logs.forget(containerId);
      return true;
    } catch (error) {
      log.warn({ err: error, containerId }, 'could not remove a container; it is tried again');
      return false;
    }
  }
}
