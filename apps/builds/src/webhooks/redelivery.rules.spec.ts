import { expect, test } from '@jest/globals';
import { type DeliveryAttempt, toRedeliver } from './redelivery.rules.js';

const attempt = (id: number, statusCode: number, guid = `guid-${id}`): DeliveryAttempt => ({
  ...{ id, guid, statusCode, event: 'push', deliveredAt: '2026-01-01T00:00:00Z' },
});
const always = () => true;

test('webhooks that arrived in no attempt are repeated, the oldest first', () => {
  expect(toRedeliver([attempt(4, 502), attempt(3, 202), attempt(2, 0)], always)).toEqual([2, 4]);
});

test('a webhook that a later attempt brought is not repeated', () => {
  expect(toRedeliver([attempt(2, 202, 'a'), attempt(1, 0, 'a')], always)).toEqual([]);
});

test('a refused webhook is not repeated', () => {
  expect(toRedeliver([attempt(1, 401)], always)).toEqual([]);
});

test('a webhook is given up after four attempts', () => {
  const attempts = [4, 3, 2, 1].map((id) => attempt(id, 0, 'a'));
  expect(toRedeliver(attempts.slice(1), always)).toEqual([3]);
  expect(toRedeliver(attempts, always)).toEqual([]);
});

test('an event on which nothing depends is not repeated', () => {
  expect(toRedeliver([attempt(1, 0)], (event) => event !== 'push')).toEqual([]);
});
