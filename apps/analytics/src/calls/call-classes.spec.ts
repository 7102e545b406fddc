import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { callClasses } from '@toolyard/contracts';

const folder = new URL('../../../../infra/clickhouse/', import.meta.url);

/** Values of every `class Enum8(…)` in the tables' definitions, in the order of their numbers. */
const storedClasses = readdirSync(folder)
  .filter((file) => file.endsWith('.sql'))
  .flatMap((file) => [...readFileSync(new URL(file, folder), 'utf8').matchAll(/^\s*class\s+Enum8\(([^)]+)\)/gm)])
  .map(([, values]) =>
    [...values!.matchAll(/'(\w+)' = (\d+)/g)].sort((a, b) => Number(a[2]) - Number(b[2])).map(([, name]) => name),
  );

test('every table of calls stores exactly the call classes of the contracts', () => {
  expect(storedClasses).toEqual([callClasses, callClasses]);
});
