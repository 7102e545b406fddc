/** Remembers at least the last `capacity` ids and at most twice as many. */
export class RecentIds {
  private young = new Set<string>();
  private old = new Set<string>();

  constructor(private readonly capacity: number) {}

  has(id: string): boolean {
    return this.young.has(id) || this.old.has(id);
  }

  add(id: string): void {
    this.young.add(id);
    if (this.young.size < this.capacity) return;
    this.old = this.young;
    this.young = new Set();
  }
}
