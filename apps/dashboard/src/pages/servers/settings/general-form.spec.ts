import { describe, expect, test } from '@jest/globals';
import { changesOf, mergedForm } from './general-form.js';

const server = {
  name: 'Weather',
  description: '',
  visibility: 'private',
  access: 'organisation',
  replicas: 1,
} as const;

describe('editing a server', () => {
  test('only changed fields are sent', () => {
    expect(changesOf(server, { ...server, description: 'Forecasts' })).toEqual({ description: 'Forecasts' });
    expect(changesOf(server, { ...server, name: ' Weather ' })).toEqual({});
  });

  test('a change from elsewhere is shown, and the own changes stay', () => {
    const changed = { ...server, replicas: 3, description: 'New' };
    expect(mergedForm(server, changed, { ...server, description: 'Mine' })).toEqual({
      ...server,
      replicas: 3,
      description: 'Mine',
    });
  });
});
