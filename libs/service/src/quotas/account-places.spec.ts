import { expect, test } from '@jest/globals';
import { QuotaLimits } from '@toolyard/contracts';
import { AccountPlaces } from './account-places.js';

test('an account holds as many places as its quota, another its own, and a place is given back once', () => {
  const places = new AccountPlaces(new QuotaLimits({ event_streams_per_account: 2 }), 'event_streams_per_account');
  const give = places.take('ada');
  places.take('ada');
  expect(() => places.take('ada')).toThrow(/event_streams_per_account/);
  places.take('bob');
  give();
  give();
  expect([places.use('ada'), places.use('bob')]).toEqual([1, 1]);
  places.take('ada');
  expect(() => places.take('ada')).toThrow(/event_streams_per_account/);
});
