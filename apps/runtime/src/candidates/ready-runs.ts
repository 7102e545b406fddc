/** Runs of containers that answered as a server must: they may serve once their deployment is live. */
export class ReadyRuns {
  private readonly runs = new Set<string>();
  private onReady: (serverId: string) => void = () => undefined;

  /** @param listener called with the id of a server of which a run became ready; replaces the previous listener */
  listen(listener: (serverId: string) => void): void {
    this.onReady = listener;
  }

  has(run: string): boolean {
    return this.runs.has(run);
  }

  /** Notes a run that answered, and calls the listener. */
  add(serverId: string, run: string): void {
    this.runs.add(run);
    this.onReady(serverId);
  }

  /** Notes a run that gets traffic already, without asking it and without calling the listener. */
  restore(run: string): void {
    this.runs.add(run);
  }

  all(): string[] {
    return [...this.runs];
  }

  forget(run: string): void {
    this.runs.delete(run);
  }
}
