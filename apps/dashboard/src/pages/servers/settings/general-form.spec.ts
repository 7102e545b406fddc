import { describe, expect, test } from '@jest/globals';
import { changesOf } from './general-form.js';

const server = {
  name: 'Weather',
  description: '',
  visibility: 'private',
  access: 'organisation',
  replicas: 1,
} as const;

describe('editing a server', () => {
  test('only what differs is sent, so that two people do not undo each other', () => {
    expect(changesOf(server, { ...server, description: 'Forecasts' })).toEqual({ description: 'Forecasts' });
    expect(changesOf(server, { ...server, name: ' Weather ' })).toEqual({});
  });
});
