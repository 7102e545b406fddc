import { describe, expect, test } from '@jest/globals';
import { decideAppend, type Expected, type StreamState } from './append.rules.js';

const stream = (ids: string[], more: Partial<StreamState> = {}): StreamState => ({
  last: ids.length - 1,
  tombstoned: false,
  softDeleted: false,
  hasMetadata: false,
  ...more,
});

/** Decides over a stream that holds these ids; `forgotten` ones are no longer among the recent. */
function decide(
  expected: Expected,
  held: string[],
  ids: string[],
  more: Partial<StreamState> = {},
  forgotten: string[] = [],
): string {
  const decision = decideAppend(expected, stream(held, more), ids, {
    recent: (id) => (held.includes(id) && !forgotten.includes(id) ? held.indexOf(id) : undefined),
    at: (revision) => held[revision],
  });
  return decision.kind === 'repeated' ? `repeated up to ${decision.last}` : decision.kind;
}

describe('what becomes of an append', () => {
  test.each<[Expected, string[], string[], string]>([
    ['any', [], ['a'], 'append'],
    ['no_stream', [], ['a'], 'append'],
    ['stream_exists', [], ['a'], 'wrong-version'],
    [0n, [], ['a'], 'wrong-version'],
    ['no_stream', ['a'], ['b'], 'wrong-version'],
    [0n, ['a'], ['b'], 'append'],
    [1n, ['a'], ['b'], 'wrong-version'],
    [18446744073709551615n, ['a'], ['b'], 'wrong-version'],
    ['no_stream', ['a', 'b', 'c'], ['a', 'b'], 'repeated up to 1'],
    [0n, ['a', 'b', 'c'], ['b', 'c'], 'repeated up to 2'],
    ['any', ['a', 'b', 'c'], ['b'], 'repeated up to 1'],
    ['any', ['a'], ['a', 'b'], 'wrong-version'],
    ['no_stream', ['a'], ['a', 'b'], 'wrong-version'],
    ['no_stream', ['a', 'b'], ['b', 'a'], 'wrong-version'],
    [0n, ['a'], ['a'], 'append'],
    ['any', ['a'], [], 'append'],
    ['no_stream', ['a'], [], 'wrong-version'],
  ])('expecting %s of %j, appending %j: %s', (expected, held, ids, outcome) => {
    expect(decide(expected, held, ids)).toBe(outcome);
  });

  test('a repetition is recognised at any age with an expected revision, without one only while it is recent', () => {
    expect(decide('no_stream', ['a', 'b'], ['a'], {}, ['a'])).toBe('repeated up to 0');
    expect(decide('any', ['a', 'b'], ['a'], {}, ['a'])).toBe('append');
  });

  test('a tombstone comes before everything else', () => {
    for (const expected of ['any', 'no_stream', 'stream_exists', 0n] as const)
      expect(decide(expected, ['a'], ['a'], { tombstoned: true })).toBe('deleted');
  });

  test('a soft-deleted stream can be begun anew or continued, but does not exist', () => {
    const softDeleted = { softDeleted: true, hasMetadata: true };
    expect(decide('no_stream', ['a'], ['b'], softDeleted)).toBe('append');
    expect(decide('any', ['a'], ['b'], softDeleted)).toBe('append');
    expect(decide(0n, ['a'], ['b'], softDeleted)).toBe('append');
    expect(decide('stream_exists', ['a'], ['b'], softDeleted)).toBe('deleted');
    expect(decide('no_stream', ['a'], ['a'], softDeleted)).toBe('repeated up to 0');
  });

  test('a stream that has only metadata exists', () => {
    expect(decide('stream_exists', [], ['a'], { hasMetadata: true })).toBe('append');
  });
});
