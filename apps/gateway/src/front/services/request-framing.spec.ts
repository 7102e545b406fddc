import { expect, test } from '@jest/globals';
import { framingProblem } from './request-framing.js';

/** A request as Node.js parses it: names in lower case, and all raw lines. */
function request(method: string, lines: [string, string][] = [], over: { url?: string; httpVersion?: string } = {}) {
  const all: [string, string][] = [['Host', 'toolyard.test'], ...lines];
  return {
    method,
    url: over.url ?? '/api/v1/servers',
    httpVersion: over.httpVersion ?? '1.1',
    headers: Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders: all.flat(),
  };
}

test.each([
  ['GET without a body', request('GET')],
  ['DELETE with length 0', request('DELETE', [['Content-Length', '0']])],
  ['POST with a length', request('POST', [['Content-Length', '12']])],
  ['POST in chunks', request('POST', [['Transfer-Encoding', 'chunked']])],
  ['POST without a body', request('POST')],
  ['HTTP/1.0', request('GET', [], { httpVersion: '1.0' })],
])('%s is sound', (_name, sound) => {
  expect(framingProblem(sound)).toBeNull();
});

test.each([
  ['a body of GET', request('GET', [['Content-Length', '1']])],
  ['chunks of DELETE', request('DELETE', [['Transfer-Encoding', 'chunked']])],
  ['chunks of OPTIONS', request('OPTIONS', [['Transfer-Encoding', 'chunked']])],
  [
    'both lengths',
    request('POST', [
      ['Transfer-Encoding', 'chunked'],
      ['Content-Length', '3'],
    ]),
  ],
  [
    'two lengths',
    request('POST', [
      ['Content-Length', '3'],
      ['Content-Length', '3'],
    ]),
  ],
  ['a length that is no number', request('POST', [['Content-Length', '0x3']])],
  ['another encoding', request('POST', [['Transfer-Encoding', 'gzip, chunked']])],
  ['chunks in HTTP/1.0', request('POST', [['Transfer-Encoding', 'chunked']], { httpVersion: '1.0' })],
  ['two hosts', request('GET', [['Host', 'evil.test']])],
  ['an absolute target', request('GET', [], { url: 'http://evil.test/api/v1/servers' })],
  ['a method of another protocol', request('PROPFIND')],
])('%s is refused', (_name, unsound) => {
  expect(framingProblem(unsound)).toMatch(/\.$/);
});
