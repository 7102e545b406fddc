import { expect, test } from '@jest/globals';
import { areasOf, parseCalls, parseChange } from './live-events.js';

test('a change refreshes the queries that show its noun, and no others', () => {
  expect(
    areasOf(
      parseChange(
        '{"noun":"deployment","type":"Promoted","id":"dep_1","serverId":"srv_1","at":"2026-01-01T00:00:00Z"}',
      )!,
    ),
  ).toEqual(expect.arrayContaining(['deployments', 'servers', 'tools']));
  expect(areasOf({ noun: 'apikey', type: 'x', id: 'y', at: '' })).not.toContain('servers');
  expect(areasOf({ noun: 'of a later version', type: 'x', id: 'y', at: '' })).toEqual([]);
});

test.each(['', 'null', '[]', '"text"', '{', '{"noun":1,"id":"x"}'])(
  'a message that is not a change is ignored: %p',
  (data) => {
    expect(parseChange(data)).toBeNull();
  },
);

test('calls in progress come by server', () => {
  expect(parseCalls('{"servers":{"srv_1":2}}')).toEqual({ srv_1: 2 });
  expect(parseCalls('{}')).toBeNull();
});
