import { describe, expect, test } from '@jest/globals';
import { Origins } from './cors.js';

describe('web pages', () => {
  test("may call from the platform's own origin and the configured ones", () => {
    const origins = new Origins('https://toolyard.test/base', ['http://localhost:6274']);
    expect(
      ['https://toolyard.test', 'http://localhost:6274', undefined].map((origin) => origins.allows(origin)),
    ).toEqual([true, true, true]);
    expect(
      ['https://toolyard.test.evil', 'null', 'http://localhost:6275', ''].map((origin) => origins.allows(origin)),
    ).toEqual([false, false, false, false]);
    expect(new Origins('http://localhost:8080', []).allows('http://127.0.0.1:8080')).toBe(true);
    expect(new Origins('http://localhost:8080', []).allows('http://127.0.0.1:9090')).toBe(false);
    expect(new Origins('https://a', ['*']).allows('https://b')).toBe(true);
  });
});
