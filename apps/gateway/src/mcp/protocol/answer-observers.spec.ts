import { describe, expect, test } from '@jest/globals';
import { cuts } from '../../testing/cuts.js';
import { JsonObserver, SseObserver } from './answer-observers.js';
import type { Message } from './jsonrpc.js';

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

describe('the observer of event streams', () => {
  const message = { jsonrpc: '2.0', id: 1, result: { text: 'grüße 😀' } };

  test('finds every message, for every split of the bytes', () => {
    const stream = Buffer.from(
      `: hi\n\nid: 1\ndata:\n\nevent: message\r\nid: 2\r\ndata: ${JSON.stringify(message)}\r\n\r\ndata: not json\n\n`,
    );
    for (const chunks of cuts(stream)) {
      const received = listener();
      const observer = new SseObserver(received, 10_000);
      for (const chunk of chunks) observer.write(chunk);
      observer.end();
      expect(received.messages).toEqual([message]);
      expect(observer.resumable).toBe(true);
    }
  });

  test('reports an event beyond the cap by its fields, and reads the next one', () => {
    const large = {
      jsonrpc: '2.0',
      id: 'big',
      result: { content: [{ type: 'text', text: 'x"\\'.repeat(5_000) }], isError: true },
    };
    const stream = Buffer.from(`data: ${JSON.stringify(large)}\n\ndata: ${JSON.stringify(message)}\n\n`);
    const received = listener();
    const observer = new SseObserver(received, 1_000);
    for (let at = 0; at < stream.length; at += 333) observer.write(stream.subarray(at, at + 333));
    expect(received.oversized).toMatchObject([{ id: 'big', isError: true, hasError: false }]);
    expect(received.oversized[0]!.beginning.startsWith('{"jsonrpc"')).toBe(true);
    expect(received.messages).toEqual([message]);
  });

  test('reports an event near the cap exactly once', () => {
    const stream = Buffer.from(`data: ${JSON.stringify(message)}\n\n`);
    for (let cap = stream.length - 20; cap < stream.length + 5; cap += 1) {
      const received = listener();
      new SseObserver(received, cap).write(stream);
      expect(received.messages.length + received.oversized.length).toBe(1);
    }
  });

  test('ignores an incomplete event', () => {
    const received = listener();
    const observer = new SseObserver(received, 1_000);
    observer.write(Buffer.from(`data: ${JSON.stringify(message)}\n`));
    observer.end();
    expect(received.messages).toEqual([]);
  });
});

describe('the observer of JSON', () => {
  test('gives each message of a batch its own text', () => {
    const received = listener();
    const observer = new JsonObserver(received, 1_000);
    observer.write(Buffer.from('[{"id":1,"result":{}},'));
    observer.write(Buffer.from('{"id":2,"error":{"code":1}}]'));
    observer.end();
    expect(received.texts).toEqual(['{"id":1,"result":{}}', '{"id":2,"error":{"code":1}}']);
  });
});
