/** Runs of containers that answered as a server must: they may serve once their deployment is live. */
export class ReadyRuns {
  private readonly runs = new Set<string>();
  /** Runs that hang: the route that still lists them does not make them ready. */
  private readonly withdrawn = new Set<string>();
  private onReady: (serverId: string) => void = () => undefined;

  /**
   * @param listener called with the id of a server of which a run became ready or hangs; replaces the previous listener
   */
  listen(listener: (serverId: string) => void): void {
    this.onReady = listener;
  }

  has(run: string): boolean {
    return this.runs.has(run);
  }

  /** Notes a run that answered, and calls the listener. */
  add(serverId: string, run: string): void {
    this.withdrawn.delete(run);
    this.runs.add(run);
    this.onReady(serverId);
  }

  /** Notes a run that gets traffic already, without asking it and without calling the listener. */
  restore(run: string): void {
    if (!this.withdrawn.has(run)) this.runs.add(run);
  }

  /** Takes traffic from a run that no longer answers, and calls the listener. */
  withdraw(serverId: string, run: string): void {
    this.runs.delete(run);
    this.withdrawn.add(run);
    this.onReady(serverId);
  }

  all(): string[] {
    return [...this.runs, ...this.withdrawn];
  }

  forget(run: string): void {
    this.runs.delete(run);
    this.withdrawn.delete(run);
  }
}
