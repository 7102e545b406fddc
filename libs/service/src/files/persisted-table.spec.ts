import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PersistedTable } from './persisted-table.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toolyard-table-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the next start has the rows of the last write', async () => {
  const path = join(folder, 'new', 'table.json');
  let rows = ['a'];
  const table = new PersistedTable(path, () => rows);
  expect(table.load()).toEqual([]);
  table.save();
  rows = ['a', 'b'];
  await table.saved();
  expect(new PersistedTable<string>(path, () => []).load()).toEqual(['a', 'b']);
  expect(readdirSync(join(folder, 'new'))).toEqual(['table.json']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a change during a write is written after it', async () => {
  const path = join(folder, 'table.json');
  let rows = ['a'];
  const table = new PersistedTable(path, () => {
    const current = rows;
    if (rows.length === 1) {
      rows = ['a', 'b'];
      table.save();
    }
    return current;
  });
  table.save();
  await table.saved();
  await table.saved();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(['a', 'b']);
});

test('a damaged file counts as an empty table, and a write that fails does not throw', async () => {
  const path = join(folder, 'table.json');
  for (const text of ['', '{"a":1}', '[1,']) {
    writeFileSync(path, text);
    expect(new PersistedTable(path, () => []).load()).toEqual([]);
  }
  const table = new PersistedTable(join(folder, 'missing', 'table.json'), () => []);
  table.save();
  await expect(table.saved()).resolves.toBeUndefined();
});
