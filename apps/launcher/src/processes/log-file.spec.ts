import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LogFile } from './log-file.js';

describe('log files', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'toolyard-log-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const content = (name: string) => readFileSync(join(folder, name), 'utf8');

  test('a full file becomes .1 and only so many older ones are kept', () => {
    const log = new LogFile(join(folder, 'a.log'), 10, 2);
    for (const line of ['first....\n', 'second...\n', 'third....\n', 'fourth...\n']) log.write(line);
    log.close();
    expect(readdirSync(folder).toSorted()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
    expect([content('a.log'), content('a.log.1'), content('a.log.2')]).toEqual([
      'fourth...\n',
      'third....\n',
      'second...\n',
    ]);
  });

  test('a start continues the file of the last run', () => {
    for (const line of ['one\n', 'two\n']) {
      const log = new LogFile(join(folder, 'a.log'));
      log.write(line);
      log.close();
    }
    expect(content('a.log')).toBe('one\ntwo\n');
  });

  test('lines of a child are never cut, and its unfinished last words are kept', async () => {
    const log = new LogFile(join(folder, 'a.log'), 12, 3);
    const output = new PassThrough();
    log.collect(output);
    for (const chunk of ['hel', 'lo\nwor', 'ld, it is me\n', 'bye']) output.write(chunk);
    output.end();
    await finished(output);
    log.close();
    expect([content('a.log.2'), content('a.log.1'), content('a.log')]).toEqual([
      'hello\n',
      'world, it is me\n',
      'bye\n',
    ]);
  });
});
