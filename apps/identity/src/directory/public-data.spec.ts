import { expect, test } from '@jest/globals';
import type { StoredEvent } from '@toolyard/event-store';
import { withoutDigests } from './public-data.js';

test('what opens or proves anything is not published with an event', () => {
  const data = { userId: 'usr_1', hash: 'h', digest: 'd', digests: ['d'], secret: 's', method: 'totp' };
  expect(withoutDigests({ data } as unknown as StoredEvent)).toEqual({ userId: 'usr_1', method: 'totp' });
});
