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

describe('a tap on event streams', () => {
  const message = { jsonrpc: '2.0', id: 1, result: { text: 'grüße 😀' } };

  test('finds every message, however the bytes are cut', () => {
    const stream = Buffer.from(
      `: hi\n\nid: 1\ndata:\n\nevent: message\r\nid: 2\r\ndata: ${JSON.stringify(message)}\r\n\r\ndata: not json\n\n`,
    );
    for (const chunks of cuts(stream)) {
      const heard = listener();
      const tap = new SseObserver(heard, 10_000);
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
    const tap = new SseObserver(heard, 1_000);
    for (let at = 0; at < stream.length; at += 333) tap.write(stream.subarray(at, at + 333));
    expect(heard.oversized).toMatchObject([{ id: 'big', isError: true, hasError: false }]);
    expect(heard.oversized[0]!.beginning.startsWith('{"jsonrpc"')).toBe(true);
    expect(heard.messages).toEqual([message]);
  });

  test('sees an event that is just about the cap as a message', () => {
    const stream = Buffer.from(`data: ${JSON.stringify(message)}\n\n`);
    for (let cap = stream.length - 20; cap < stream.length + 5; cap += 1) {
      const heard = listener();
      new SseObserver(heard, cap).write(stream);
      expect(heard.messages.length + heard.oversized.length).toBe(1);
    }
  });

  test('says nothing of an event that was cut off', () => {
    const heard = listener();
    const tap = new SseObserver(heard, 1_000);
    tap.write(Buffer.from(`data: ${JSON.stringify(message)}\n`));
    tap.end();
    expect(heard.messages).toEqual([]);
  });
});

describe('a tap on JSON', () => {
  test('gives each message of a batch its own text', () => {
    const heard = listener();
    const tap = new JsonObserver(heard, 1_000);
    tap.write(Buffer.from('[{"id":1,"result":{}},'));
    tap.write(Buffer.from('{"id":2,"error":{"code":1}}]'));
    tap.end();
    expect(heard.texts).toEqual(['{"id":1,"result":{}}', '{"id":2,"error":{"code":1}}']);
  });
});
