import { describe, expect, test } from '@jest/globals';
import { cutToBytes, storedPayload } from './payload.js';

const masking = { mask: (text: string) => text.replaceAll('s3cret', '***') };

describe('stored payloads', () => {
  test('are complete and masked when they fit', () => {
    expect(storedPayload('{"a":"s3cret"}', 1_000, masking)).toBe('{"a":"***"}');
    expect(storedPayload('', 1_000, masking)).toBe('');
  });

  test('that are too long become an object with their beginning, without half a character or secret', () => {
    const long = JSON.stringify({ text: `${'ü'.repeat(300)}s3cret${'x'.repeat(500)}` });
    for (let limit = 256; limit < 700; limit += 1) {
      const stored = JSON.parse(storedPayload(long, limit, masking)) as {
        truncated: boolean;
        originalLength: number;
        beginning: string;
      };
      expect(stored).toMatchObject({ truncated: true, originalLength: long.length });
      expect(Buffer.byteLength(stored.beginning)).toBeLessThanOrEqual(limit);
      expect(stored.beginning).not.toMatch(/�|s3c/);
    }
  });

  test('are cut by bytes of UTF-8', () => {
    expect(cutToBytes('aüb', 3)).toBe('aü');
    expect(cutToBytes('aüb', 2)).toBe('a');
    expect(cutToBytes('😀', 3)).toBe('');
    expect(cutToBytes('abc', 3)).toBe('abc');
  });
});
