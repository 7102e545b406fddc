import { describe, expect, test } from '@jest/globals';
import { parseMetadata, softDeletedMetadata, withTruncateBefore } from './stream-metadata.js';

describe('stream metadata', () => {
  test('a soft delete is distinguished from every other truncation, though both are beyond exact numbers', () => {
    expect(parseMetadata('s', softDeletedMetadata)).toMatchObject({ softDeleted: true });
    expect(parseMetadata('s', '{"$tb":9223372036854775806}')).toMatchObject({ softDeleted: false });
    expect(parseMetadata('s', '{"$tb": 7}')).toMatchObject({ softDeleted: false, truncateBefore: 7 });
  });

  test('limits are read; ages are given in seconds', () => {
    expect(parseMetadata('s', '{"$maxCount":3,"$maxAge":60}')).toMatchObject({ maxCount: 3, maxAgeMs: 60_000 });
  });

  test.each([undefined, '', 'no json', '[]', '{"$tb":"x"}', '{"$maxCount":"all"}'])(
    'metadata %j hides nothing',
    (json) => {
      expect(parseMetadata('s', json)).toEqual({
        truncateBefore: 0,
        maxCount: null,
        maxAgeMs: null,
        softDeleted: false,
      });
    },
  );

  test('of a metadata stream itself only the last event is visible', () => {
    expect(parseMetadata('$$s', undefined)).toMatchObject({ maxCount: 1 });
  });

  test('opening a stream again keeps the rest of its metadata', () => {
    expect(JSON.parse(withTruncateBefore('{"$tb":9223372036854775807,"owner":"a"}', 4))).toEqual({
      $tb: 4,
      owner: 'a',
    });
    expect(withTruncateBefore('no json', 4)).toBe('{"$tb":4}');
  });
});
