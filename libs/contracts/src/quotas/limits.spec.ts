import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { errorStatusOf, Rejected } from '../errors.js';
import { quotaNames, quotaOf } from './catalogue.js';
import { QuotaLimits, quotaExceeded, quotasFrom, quotaText } from './limits.js';

const set = (quota: string, subjectId: string | null, limit: number | null) => ({
  type: 'QuotaSet',
  data: { quota, subjectId, limit },
});

describe('the limit in force', () => {
  test('is what an admin set for the subject, else for all, else the environment, else the default', () => {
    const limits = new QuotaLimits({ servers_per_account: 20 });
    expect(new QuotaLimits().sourced('servers_per_account', 'ada')).toEqual({ limit: 1_000, source: 'default' });
    expect(limits.sourced('servers_per_account', 'ada')).toEqual({ limit: 20, source: 'environment' });
    limits.apply(set('servers_per_account', null, 5));
    limits.apply(set('servers_per_account', 'ada', 7));
    expect(limits.sourced('servers_per_account', 'ada')).toEqual({ limit: 7, source: 'admin_for_subject' });
    expect(limits.sourced('servers_per_account', 'bob')).toEqual({ limit: 5, source: 'admin' });
    limits.apply(set('servers_per_account', 'ada', null));
    limits.apply(set('servers_per_account', null, null));
    expect(limits.of('servers_per_account', 'ada')).toBe(20);
  });

  test('ignores other events and quotas of a later version', () => {
    const limits = new QuotaLimits();
    limits.apply({ type: 'AdminAppointed', data: { userId: 'ada' } });
    limits.apply(set('moons', null, 1));
    for (const name of quotaNames) expect(limits.of(name)).toBe(quotaOf(name).limit);
  });
});

describe('a request', () => {
  const limits = new QuotaLimits({ servers: 3 });

  test('passes up to the limit and is refused beyond it, with limit and use', () => {
    limits.assert('servers', undefined, { use: 2, requested: 3 });
    const refused = () => limits.assert('servers', undefined, { use: 3, requested: 4 });
    expect(refused).toThrow(Rejected);
    expect(refused).toThrow(/at most 3 servers; 3 in use, and this would make it 4\. .*the quota servers\.$/);
  });

  test('passes when the use is over a lowered limit and does not grow', () => {
    limits.assert('servers', undefined, { use: 9, requested: 9 });
    limits.assert('servers', undefined, { use: 9, requested: 8 });
    expect(() => limits.assert('servers', undefined, { use: 9, requested: 10 })).toThrow(Rejected);
  });

  test('is answered 409, or 429 where waiting helps', () => {
    const { code, message, details } = quotaExceeded('servers', { limit: 1, use: 1, requested: 2 });
    expect(errorStatusOf({ code, message, details })).toBe(409);
    expect(errorStatusOf({ code, message, details: { retryAfterSeconds: 5 } })).toBe(429);
  });
});

describe('the environment', () => {
  test('names quotas and limits, with units of bytes', () => {
    expect(quotasFrom(' servers=7, memory_per_server=4GiB,')).toEqual({ servers: 7, memory_per_server: 2 ** 32 });
    expect(quotasFrom('')).toEqual({});
  });

  test.each(['moons=1', 'servers', 'servers=-1', 'servers=1.5', 'constructor=1', 'replicas_per_server=21'])(
    'refuses %s',
    (text) => expect(() => quotasFrom(text)).toThrow(text),
  );
});

test('values are written with their unit', () => {
  expect(
    [
      ['count', 3],
      ['seconds', 20],
      ['bytes', 512],
      ['bytes', 1536],
      ['bytes_per_second', 256 * 1024],
    ].map(([unit, value]) => quotaText(unit as never, value as number)),
  ).toEqual(['3', '20 s', '512 bytes', '1.5 KiB', '256 KiB a second']);
});

test('the page of quotas has a row with the default for each, and no other', () => {
  const page = readFileSync(new URL('../../../../docs/quotas.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (\w+) +\| ([^|]+?) +\|[^|]+\| (\w+) +\|$/gm)].map(
    ([, name, subject, limit, effect]) => [name, subject, limit, effect],
  );
  const expected = quotaNames.map((name) => {
    const { subject, unit, limit, effect } = quotaOf(name);
    return [name, subject, quotaText(unit, limit), effect];
  });
  expect(rows).toEqual(expected);
});
