import { Rejected } from '../errors.js';
import { type Quota, type QuotaName, quotaNames, quotaOf, quotas, type QuotaSubject } from './catalogue.js';

/** What an admin set. `subjectId` null: for all accounts or servers, or for the organisation. */
export interface QuotaSetting {
  quota: QuotaName;
  subjectId: string | null;
  limit: number;
}

/** Where the limit in force comes from. */
export type QuotaSource = 'default' | 'environment' | 'admin' | 'admin_for_subject';

/** `details` of the error `quota_exceeded`. */
export interface QuotaExceeded {
  quota: QuotaName;
  subject: QuotaSubject;
  unit: Quota['unit'];
  limit: number;
  /** Before the refused request. */
  use: number;
  /** What the request would have made of it. */
  requested: number;
  retryAfterSeconds?: number;
}

export const isQuotaName = (name: string): name is QuotaName => Object.hasOwn(quotas, name);

/**
 * The limits in force: what an admin set for the subject, else for all, else the environment, else the default. Folds
 * the stream of the organisation.
 */
export class QuotaLimits {
  private readonly settings = new Map<string, number>();

  /** @param environment limits that the operator set */
  constructor(private readonly environment: Partial<Record<QuotaName, number>> = {}) {}

  /** Other events of the organisation, and quotas of a later version, change nothing. */
  apply(event: { type: string; data: unknown }): void {
    if (event.type !== 'QuotaSet') return;
    const { quota, subjectId, limit } = event.data as { quota: string; subjectId: string | null; limit: number | null };
    if (limit === null) this.settings.delete(key(quota, subjectId));
    else this.settings.set(key(quota, subjectId), limit);
  }

  /** Replaces everything that an admin set. */
  replace(settings: readonly QuotaSetting[]): void {
    this.settings.clear();
    for (const { quota, subjectId, limit } of settings) this.settings.set(key(quota, subjectId), limit);
  }

  of(name: QuotaName, subjectId?: string): number {
    return this.sourced(name, subjectId).limit;
  }

  sourced(name: QuotaName, subjectId?: string): { limit: number; source: QuotaSource } {
    const own = subjectId === undefined ? undefined : this.settings.get(key(name, subjectId));
    if (own !== undefined) return { limit: own, source: 'admin_for_subject' };
    const set = this.settings.get(key(name, null));
    if (set !== undefined) return { limit: set, source: 'admin' };
    const given = this.environment[name];
    return given === undefined
      ? { limit: quotaOf(name).limit, source: 'default' }
      : { limit: given, source: 'environment' };
  }

  /**
   * A use that is over its limit already, because the limit was lowered, may shrink and stay.
   * @param use the present use @param requested the use that the request would lead to
   * @throws Rejected `quota_exceeded`
   */
  assert(name: QuotaName, subjectId: string | undefined, { use, requested }: { use: number; requested: number }): void {
    const limit = this.of(name, subjectId);
    if (requested > limit && requested > use) throw quotaExceeded(name, { limit, use, requested });
  }
}

/** The one form in which a quota refuses. */
export function quotaExceeded(
  name: QuotaName,
  { limit, use, requested }: { limit: number; use: number; requested: number },
): Rejected {
  const { subject, unit, of, relief, retryAfterSeconds } = quotaOf(name);
  const who = subject === 'organisation' ? 'The organisation' : subject === 'account' ? 'An account' : 'A server';
  const details: QuotaExceeded = { quota: name, subject, unit, limit, use, requested };
  if (retryAfterSeconds !== undefined) details.retryAfterSeconds = retryAfterSeconds;
  return new Rejected(
    'quota_exceeded',
    `${who} has at most ${quotaText(unit, limit)} ${of}; ${quotaText(unit, use)} in use, and this would make ` +
      `it ${quotaText(unit, requested)}. Nothing was changed; ${relief}, or ask an admin to raise the quota ${name}.`,
    details,
  );
}

/** `12`, `1.5 GiB`, `256 KiB a second`, `20 s`. */
export function quotaText(unit: Quota['unit'], value: number): string {
  if (unit === 'count') return String(value);
  if (unit === 'seconds') return `${value} s`;
  return unit === 'bytes' ? bytesText(value) : `${bytesText(value)} a second`;
}

function bytesText(bytes: number): string {
  const [unit, size] = byteUnits.find(([, of]) => bytes >= of) ?? (['bytes', 1] as const);
  return `${Math.ceil((bytes / size) * 10) / 10} ${unit}`;
}

const byteUnits = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;

/**
 * Reads `servers_per_account=20,memory_per_server=4GiB` as the environment gives it.
 * @throws Error that names the part that is none
 */
export function quotasFrom(text: string): Partial<Record<QuotaName, number>> {
  const settings = text.split(',').map((setting) => setting.trim());
  return Object.fromEntries(settings.filter(Boolean).map(quotaFrom));
}

function quotaFrom(text: string): [QuotaName, number] {
  const match = /^([a-z_]+)\s*=\s*(\d+)(KiB|MiB|GiB)?$/.exec(text);
  const [, name = '', digits, unit] = match ?? [];
  const limit = Number(digits) * (byteUnits.find(([each]) => each === unit)?.[1] ?? 1);
  if (!isQuotaName(name) || brokenLimitRule(name, limit) !== null)
    throw new Error(`"${text}" is no quota with a limit. Quotas are: ${quotaNames.join(', ')}.`);
  return [name, limit];
}

/** Why this cannot be the limit of a quota; null when it can. */
export function brokenLimitRule(name: QuotaName, limit: number): string | null {
  const { most = Number.MAX_SAFE_INTEGER } = quotaOf(name);
  return Number.isSafeInteger(limit) && limit >= 0 && limit <= most ? null : `is a whole number from 0 to ${most}`;
}

const key = (quota: string, subjectId: string | null): string => `${quota} ${subjectId ?? ''}`;
