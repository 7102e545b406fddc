import { describe, expect, test } from '@jest/globals';
import { RevisionConflict, StreamGone } from './event-store.js';
import { appendFailure, isTransient, UnstorableEvent } from './failures.js';

describe('what the client rejects with', () => {
  test.each([
    ['a raw error of a server that is down', { code: 14, message: '14 UNAVAILABLE: No connection established' }],
    ['a server that is stopping', { type: 'cancelled', code: 1 }],
    ['a broken connection', { type: 'unknown', code: 13, message: '13 INTERNAL: Received RST_STREAM' }],
    ['a cluster without a leader', { message: 'Failed to discover after 10 attempts.' }],
    ['a node that is no longer the leader', { type: 'not-leader' }],
  ])('%s is worth another attempt', (_, error) => {
    expect(isTransient(error)).toBe(true);
  });

  test.each([
    { type: 'wrong-expected-version', code: 9 },
    { type: 'stream-deleted', code: 9 },
    { type: 'access-denied', code: 7 },
    new Error('anything else'),
  ])('%o is final', (error) => {
    expect(isTransient(error)).toBe(false);
  });

  test('append failures become the errors of the port', () => {
    expect(appendFailure({ type: 'wrong-expected-version', actualVersion: 7n }, 's', 3)).toMatchObject({
      stream: 's',
      expected: 3,
      actual: 7,
    });
    expect(appendFailure({ type: 'wrong-expected-version', actualVersion: 'no_stream' }, 's', 3)).toMatchObject({
      actual: -1,
    });
    expect(appendFailure({ type: 'wrong-expected-version', actualVersion: 7n }, 's', 3)).toBeInstanceOf(
      RevisionConflict,
    );
    expect(appendFailure({ type: 'stream-deleted' }, 's', 'any')).toBeInstanceOf(StreamGone);
    expect(appendFailure({ type: 'maximum-append-size-exceeded' }, 's', 'any')).toBeInstanceOf(UnstorableEvent);
    const other = new Error('other');
    expect(appendFailure(other, 's', 'any')).toBe(other);
  });
});
