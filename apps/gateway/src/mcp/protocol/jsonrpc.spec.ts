import { describe, expect, test } from '@jest/globals';
import { callId } from '../recording/call-id.js';
import { initializeOf, isModern, modernClient } from './era.js';
import { idKey, implementationOf, kindOf, parseMessages } from './jsonrpc.js';
import { outcomeOf, outcomeOfStatus } from '../recording/call-outcome.js';

describe('messages', () => {
  test('a body that is not made of JSON objects has no messages', () => {
    for (const text of ['', '{', '1', 'null', '"x"', '[1]', '[{}, 2]']) expect(parseMessages(text)).toBeNull();
    expect(parseMessages('[{"id":1},{"id":2}]')).toMatchObject({ batch: true, messages: [{ id: 1 }, { id: 2 }] });
    expect(parseMessages('{"id":1}')).toMatchObject({ batch: false, messages: [{ id: 1 }] });
  });

  test('a method with an id is a request, without one a notification, no method is an answer', () => {
    expect(kindOf({ method: 'x', id: 0 })).toBe('request');
    expect(kindOf({ method: 'x' })).toBe('notification');
    expect(kindOf({ method: 'x', id: null })).toBe('notification');
    expect(kindOf({ id: 1, result: {} })).toBe('answer');
  });

  test('the ids 1 and "1" are different requests', () => {
    expect(idKey(1)).not.toBe(idKey('1'));
  });

  test('a very long client name is cut', () => {
    expect(implementationOf({ name: 'x'.repeat(10_000), version: 7 })).toEqual({ name: 'x'.repeat(200), version: '' });
    expect(implementationOf(null)).toEqual({ name: '', version: '' });
  });
});

describe('eras', () => {
  const modern = parseMessages(
    '{"method":"tools/call","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",' +
      '"io.modelcontextprotocol/clientInfo":{"name":"c","version":"2"}}}}',
  );

  test('the header decides, then the body', () => {
    expect(isModern('2026-07-28', null)).toBe(true);
    expect(isModern('2027-01-01', null)).toBe(true);
    expect(isModern('2025-11-25', modern)).toBe(false);
    expect(isModern(undefined, modern)).toBe(true);
    expect(isModern('nonsense', modern)).toBe(true);
    expect(isModern(undefined, parseMessages('{"method":"initialize"}'))).toBe(false);
    expect(isModern(undefined, null)).toBe(false);
  });

  test('a modern request has the name of its client', () => {
    expect(modernClient(modern!.messages[0]!)).toEqual({ name: 'c', version: '2' });
  });

  test('`initialize` in a batch is ignored', () => {
    expect(initializeOf(parseMessages('{"method":"initialize","id":1}'))).toMatchObject({ id: 1 });
    expect(initializeOf(parseMessages('[{"method":"initialize","id":1}]'))).toBeNull();
  });
});

describe('the class of a call', () => {
  test('follows from the answer', () => {
    expect(outcomeOf({ id: 1, result: { content: [] } })).toEqual({ class: 'ok', error: '' });
    expect(
      outcomeOf({ id: 1, result: { isError: true, content: [{ type: 'image' }, { type: 'text', text: 'no' }] } }),
    ).toEqual({ class: 'tool_error', error: 'no' });
    expect(outcomeOf({ id: 1, result: { isError: true } })).toEqual({
      class: 'tool_error',
      error: 'The tool reported an error.',
    });
    expect(outcomeOf({ id: 1, error: { code: -32602, message: 'bad' } })).toEqual({
      class: 'protocol_error',
      error: 'bad (-32602)',
      rpcCode: -32602,
    });
    expect(outcomeOf({ id: 1, result: { resultType: 'input_required' } })).toBe('input_required');
    expect(outcomeOfStatus(500)).toMatchObject({ class: 'protocol_error' });
  });
});

describe('call ids', () => {
  test('are unique, ordered even within a millisecond, and look like UUIDs of version 7', () => {
    const now = Date.now();
    const ids = Array.from({ length: 10_000 }, () => callId(now));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids.slice(0, 100)) expect(id).toMatch(/^call_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    expect(callId(now - 5_000) > ids.at(-1)!).toBe(true);
  });
});
