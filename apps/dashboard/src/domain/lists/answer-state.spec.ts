import { expect, test } from '@jest/globals';
import { answerState, worstState } from './answer-state.js';

const error = new Error('no');
const none = { data: undefined, error: null, errorUpdateCount: 0, isPlaceholderData: false };
const earlier = { ...none, data: 1, isPlaceholderData: true };

test('loading, hung and failed differ, and none of them has a figure', () => {
  expect([
    answerState(none, false),
    answerState(none, true),
    answerState({ ...none, errorUpdateCount: 1 }, true),
  ]).toEqual(['loading', 'hung', 'failed']);
});

test('an answer of another filter, or one that could not be refreshed, is stale', () => {
  expect([
    answerState(earlier, false),
    answerState({ ...earlier, isPlaceholderData: false, error }, false),
    answerState({ ...earlier, isPlaceholderData: false }, true),
    answerState(earlier, true),
  ]).toEqual(['stale', 'stale', 'fresh', 'hung']);
});

test('a page shows the state that its reader has to know first', () => {
  expect([worstState(['fresh', 'hung', 'loading']), worstState(['hung', 'failed']), worstState([])]).toEqual([
    'hung',
    'failed',
    'fresh',
  ]);
});
