import { describe, expect, test } from '@jest/globals';
import { encodeEvent } from './event-encoding.js';
import type { EventRow } from '../storage/event-reader.js';
import { streams } from './protocol.js';

const row = (more: Partial<EventRow>): EventRow => ({
  pos: 12_345,
  stream: 'server-1',
  rev: 3,
  json: 1,
  created: 1_767_225_600_000,
  id: '2bdcd035-81c3-4f88-9840-8ff05906273c',
  type: 'ServerCreated',
  meta: Buffer.from('{"correlationId":"c"}'),
  data: Buffer.from('{"n":1}'),
  ...more,
});

describe('an event on the wire', () => {
  test.each<[string, Partial<EventRow>]>([
    ['an ordinary one', {}],
    ['the first of all', { pos: 0, rev: 0 }],
    ['without metadata and data', { meta: Buffer.alloc(0), data: Buffer.alloc(0) }],
    ['with names beyond ASCII', { stream: 'sérvér-✓', type: 'Ünïcode' }],
    ['with a long name', { stream: 'x'.repeat(300) }],
    ['a large one', { data: Buffer.alloc(1_000_000, 7) }],
    ['a late one', { pos: Number.MAX_SAFE_INTEGER, rev: 2 ** 40 }],
    ['bytes', { json: 0, data: Buffer.from([0, 255, 128]) }],
  ])('%s is what the generated classes read and write', (_, more) => {
    const event = row(more);
    const message = streams.ReadResp.deserializeBinary(encodeEvent(event));
    const recorded = message.getEvent()!.getEvent()!;
    expect(message.getEvent()!.getCommitPosition()).toBe(String(event.pos));
    expect([recorded.getCommitPosition(), recorded.getPreparePosition(), recorded.getStreamRevision()]).toEqual([
      String(event.pos),
      String(event.pos),
      String(event.rev),
    ]);
    expect(Buffer.from(recorded.getStreamIdentifier()!.getStreamName_asU8()).toString()).toBe(event.stream);
    expect(recorded.getId()!.getString()).toBe(event.id);
    expect(Object.fromEntries(recorded.getMetadataMap().toObject())).toEqual({
      type: event.type,
      created: `${event.created}0000`,
      'content-type': event.json ? 'application/json' : 'application/octet-stream',
    });
    expect(Buffer.from(recorded.getData_asU8()).equals(event.data)).toBe(true);
    expect(Buffer.from(recorded.getCustomMetadata_asU8()).equals(event.meta)).toBe(true);
    expect(Buffer.from(message.serializeBinary()).length).toBe(encodeEvent(event).length);
  });

  test('a tombstone has the largest revision there is', () => {
    const message = streams.ReadResp.deserializeBinary(encodeEvent(row({ rev: -1 })));
    expect(message.getEvent()!.getEvent()!.getStreamRevision()).toBe('9223372036854775807');
  });
});
