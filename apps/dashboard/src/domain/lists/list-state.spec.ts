import { describe, expect, test } from '@jest/globals';
import { parseSearch, readState, stringifySearch, writeState } from './list-state.js';

const defaults = { search: '', mine: false, status: [] as string[] };

describe('the state of a list in the URL', () => {
  test('comes back as it went in', () => {
    const state = { search: '007 & more?', mine: true, status: ['ok', 'denied'] };
    const url = stringifySearch(writeState(defaults, {}, state));
    expect(readState(defaults, parseSearch(url))).toEqual(state);
  });

  test('leaves out what is as always, and keeps what belongs to others', () => {
    expect(writeState(defaults, { tab: 'x', mine: 'true' }, { ...defaults, search: 'a' })).toEqual({
      tab: 'x',
      search: 'a',
    });
    expect(stringifySearch(writeState(defaults, {}, defaults))).toBe('');
  });

  test('has its defaults where the URL is wrong', () => {
    expect(readState(defaults, parseSearch('?mine=perhaps&search=a&search=b&status=ok'))).toEqual({
      search: 'a',
      mine: false,
      status: ['ok'],
    });
  });

  test('a search that looks like a number stays text', () => {
    expect(readState(defaults, parseSearch('?search=007')).search).toBe('007');
  });
});
