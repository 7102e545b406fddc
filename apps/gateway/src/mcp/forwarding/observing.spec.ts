import { describe, expect, test } from '@jest/globals';
import { EndpointRewrite } from './endpoint-rewrite.js';
import { AnswerScan } from '../protocol/json-scan.js';
import type { Message } from '../protocol/jsonrpc.js';
import { SseFrames } from '../protocol/sse-frames.js';
import { JsonTap, SseTap } from './answer-observers.js';

function listener() {
  const messages: Message[] = [];
  const texts: string[] = [];
  const oversized: { id: unknown; isError: boolean; hasError: boolean; bytes: number; beginning: string }[] = [];
  return {
    messages,
    texts,
    oversized,
    onMessage: (message: Message, text: string) => void (messages.push(message), texts.push(text)),
    onOversized: (found: { id: unknown; isError: boolean; hasError: boolean }, beginning: string, bytes: number) =>
      void oversized.push({ id: found.id, isError: found.isError, hasError: found.hasError, beginning, bytes }),
  };
}

/** Every way of cutting in two, and byte by byte. */
function cuts(bytes: Buffer): Buffer[][] {
  const halves = Array.from({ length: bytes.length }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
  return [...halves, [...bytes].map((byte) => Buffer.from([byte]))];
}

describe('event boundaries', () => {
  test('are where an empty line ends an event, with any line end, cut anywhere', () => {
    for (const end of ['\n', '\r', '\r\n']) {
      const stream = Buffer.from(`data: 1${end}${end}id: 7${end}data: 2${end}${end}`);
      for (const chunks of cuts(stream)) {
        const frames = new SseFrames();
        const events: string[] = [];
        let event = '';
        for (const chunk of chunks) {
          frames.read(chunk, (part, ends) => {
            event += part.toString();
            if (!ends) return;
            events.push(event.trim());
            event = '';
          });
        }
        expect(events).toEqual([`data: 1`, `id: 7${end}data: 2`]);
        expect(frames.atBoundary).toBe(true);
      }
    }
  });

  test('are not within an event', () => {
    const frames = new SseFrames();
    expect(frames.atBoundary).toBe(true);
    frames.read(Buffer.from('data: 1\n'));
    expect(frames.atBoundary).toBe(false);
    frames.read(Buffer.from('\n'));
    expect(frames.atBoundary).toBe(true);
    frames.read(Buffer.from(': comment'));
    expect(frames.atBoundary).toBe(false);
  });

  test('parts together are the bytes that came', () => {
    const stream = Buffer.from('\n\ndata: ü\r\n\r\n: c\n\ndata: half');
    for (const chunks of cuts(stream)) {
      const parts: Buffer[] = [];
      const frames = new SseFrames();
      for (const chunk of chunks) frames.read(chunk, (part) => void parts.push(Buffer.from(part)));
      expect(Buffer.concat(parts).equals(stream)).toBe(true);
    }
  });
});

describe('a tap on event streams', () => {
  const message = { jsonrpc: '2.0', id: 1, result: { text: 'grüße 😀' } };

  test('finds every message, however the bytes are cut', () => {
    const stream = Buffer.from(
      `: hi\n\nid: 1\ndata:\n\nevent: message\r\nid: 2\r\ndata: ${JSON.stringify(message)}\r\n\r\ndata: not json\n\n`,
    );
    for (const chunks of cuts(stream)) {
      const heard = listener();
      const tap = new SseTap(heard, 10_000);
      for (const chunk of chunks) tap.write(chunk);
      tap.end();
      expect(heard.messages).toEqual([message]);
      expect(tap.resumable).toBe(true);
    }
  });

  test('reports an event beyond the cap by what is found in it, and goes on with the next', () => {
    const large = {
      jsonrpc: '2.0',
      id: 'big',
      result: { content: [{ type: 'text', text: 'x"\\'.repeat(5_000) }], isError: true },
    };
    const stream = Buffer.from(`data: ${JSON.stringify(large)}\n\ndata: ${JSON.stringify(message)}\n\n`);
    const heard = listener();
    const tap = new SseTap(heard, 1_000);
    for (let at = 0; at < stream.length; at += 333) tap.write(stream.subarray(at, at + 333));
    expect(heard.oversized).toMatchObject([{ id: 'big', isError: true, hasError: false }]);
    expect(heard.oversized[0]!.beginning.startsWith('{"jsonrpc"')).toBe(true);
    expect(heard.messages).toEqual([message]);
  });

  test('sees an event that is just about the cap as a message', () => {
    const stream = Buffer.from(`data: ${JSON.stringify(message)}\n\n`);
    for (let cap = stream.length - 20; cap < stream.length + 5; cap += 1) {
      const heard = listener();
      new SseTap(heard, cap).write(stream);
      expect(heard.messages.length + heard.oversized.length).toBe(1);
    }
  });

  test('says nothing of an event that was cut off', () => {
    const heard = listener();
    const tap = new SseTap(heard, 1_000);
    tap.write(Buffer.from(`data: ${JSON.stringify(message)}\n`));
    tap.end();
    expect(heard.messages).toEqual([]);
  });
});

describe('a tap on JSON', () => {
  test('gives each message of a batch its own text', () => {
    const heard = listener();
    const tap = new JsonTap(heard, 1_000);
    tap.write(Buffer.from('[{"id":1,"result":{}},'));
    tap.write(Buffer.from('{"id":2,"error":{"code":1}}]'));
    tap.end();
    expect(heard.texts).toEqual(['{"id":1,"result":{}}', '{"id":2,"error":{"code":1}}']);
  });
});

describe('scanning an answer that is too large to keep', () => {
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

  test('finds id, error, isError and resultType where they count and nowhere else, cut anywhere', () => {
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

describe('the endpoint event of the old transport', () => {
  test('is moved behind the public path, origin dropped, query kept, later bytes untouched', () => {
    for (const data of ['/messages/?session_id=a%20b&x=1', 'http://localhost:8080/messages/?session_id=a%20b&x=1']) {
      const stream = Buffer.from(
        `: hi\n\nevent: endpoint\r\ndata: ${data}\r\n\r\ndata: event: endpoint\n\nevent: endpoint\ndata: /other\n\n`,
      );
      for (const chunks of cuts(stream)) {
        let inner = '';
        const rewrite = new EndpointRewrite('/base/s/tools/sse', (given) => (inner = given));
        const out = Buffer.concat(chunks.map((chunk) => rewrite.push(chunk))).toString();
        expect(out).toBe(
          `: hi\n\nevent: endpoint\r\ndata: /base/s/tools/sse/messages/?session_id=a%20b&x=1\r\n\r\ndata: event: endpoint\n\nevent: endpoint\ndata: /other\n\n`,
        );
        expect(inner).toBe('/messages/?session_id=a%20b&x=1');
      }
    }
  });
});
