import type { QuotaLimits, QuotaName } from '@toolyard/contracts';

/** Counts what accounts hold at this moment in this process, such as open streams, against a quota. */
export class AccountPlaces {
  private readonly held = new Map<string, number>();

  constructor(
    private readonly limits: QuotaLimits,
    private readonly quota: QuotaName,
  ) {}

  /** @returns gives the place back; more than once does no harm @throws Rejected `quota_exceeded` */
  take(accountId: string): () => void {
    const use = this.use(accountId);
    this.limits.assert(this.quota, accountId, { use, requested: use + 1 });
    this.held.set(accountId, use + 1);
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      const left = this.use(accountId) - 1;
      if (left === 0) this.held.delete(accountId);
      else this.held.set(accountId, left);
    };
  }

  use(accountId: string): number {
    return this.held.get(accountId) ?? 0;
  }
}
