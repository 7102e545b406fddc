import { describe, expect, test } from '@jest/globals';
import { cuts } from '../../testing/cuts.js';
import { AnswerScan } from './json-scan.js';

describe('the scan of a large answer', () => {
  const answers = [
    { value: { jsonrpc: '2.0', id: 5, result: { isError: true } }, found: { id: 5, isError: true, isAnswer: true } },
    {
      value: { result: { content: [{ isError: true }], nested: { isError: true, id: 9 } }, id: 'a"\\b' },
      found: { id: 'a"\\b', isError: false, isAnswer: true },
    },
    { value: { id: 1, error: { code: -1, message: 'isError' } }, found: { id: 1, hasError: true } },
    {
      value: { id: 1, error: null, result: { resultType: 'input_required' } },
      found: { hasError: false, inputRequired: true },
    },
    { value: { id: 1, result: { text: '"isError": true', isError: false } }, found: { isError: false } },
    { value: { method: 'x', params: { result: { isError: true } } }, found: { isAnswer: false, isError: false } },
    { value: { id: 12.5, result: [true, 'isError', { isError: true }] }, found: { id: 12.5, isError: false } },
    { value: { id: 'ü😀', result: { isError: true } }, found: { id: 'ü😀', isError: true } },
  ];

  test('finds id, error, isError and resultType in their places only, for every split', () => {
    for (const { value, found } of answers) {
      for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
        for (const chunks of cuts(Buffer.from(text))) {
          const scan = new AnswerScan();
          for (const chunk of chunks) scan.write(chunk);
          scan.end();
          expect(scan.found).toMatchObject(found);
        }
      }
    }
  });
});
