import { streams } from './protocol.js';
import { tombstoneRevision } from '../storage/event-log.js';
import type { EventRow } from '../storage/event-reader.js';

const largestRevision = 9223372036854775807n;
const ticksPerMs = 10_000n;
const contentTypes = { json: Buffer.from('application/json'), other: Buffer.from('application/octet-stream') };
const names = { type: Buffer.from('type'), created: Buffer.from('created'), contentType: Buffer.from('content-type') };

/**
 * A stored event as the bytes of `event_store.client.streams.ReadResp`. Replays are bound by this message, and building
 * it from the generated classes takes several times as long; the specification beside this file compares the two.
 */
export function encodeEvent(row: EventRow): Buffer {
  const stream = Buffer.from(row.stream, 'utf8');
  const type = Buffer.from(row.type, 'utf8');
  const created = Buffer.from(String(BigInt(row.created) * ticksPerMs));
  const contentType = row.json ? contentTypes.json : contentTypes.other;
  const id = Buffer.from(row.id, 'latin1');
  const revision = row.rev === tombstoneRevision ? largestRevision : row.rev;

  const entries = [
    [names.type, type],
    [names.created, created],
    [names.contentType, contentType],
  ] as const;
  const recordedSize =
    nested(bytesSize(id.length)) +
    nested(bytesSize(stream.length)) +
    numberSize(revision) +
    2 * numberSize(row.pos) +
    entries.reduce((sum, [name, value]) => sum + nested(bytesSize(name.length) + bytesSize(value.length)), 0) +
    (row.meta.length > 0 ? bytesSize(row.meta.length) : 0) +
    (row.data.length > 0 ? bytesSize(row.data.length) : 0);
  const eventSize = nested(recordedSize) + 1 + varintSize(row.pos);
  const out = new Output(nested(eventSize));

  out.length(1, eventSize);
  out.length(1, recordedSize);
  out.length(1, bytesSize(id.length));
  out.bytes(2, id);
  out.length(2, bytesSize(stream.length));
  out.bytes(3, stream);
  out.number(3, revision);
  out.number(4, row.pos);
  out.number(5, row.pos);
  for (const [name, value] of entries) {
    out.length(6, bytesSize(name.length) + bytesSize(value.length));
    out.bytes(1, name);
    out.bytes(2, value);
  }
  if (row.meta.length > 0) out.bytes(7, row.meta);
  if (row.data.length > 0) out.bytes(8, row.data);
  out.tagged(3, row.pos);
  return out.buffer;
}

/** A link with the event it names, or without when that is gone. Links are rare, so the generated classes do. */
export function encodeLinked(event: EventRow | null, link: EventRow): Buffer {
  const response = streams.ReadResp.deserializeBinary(encodeEvent(link));
  const read = response.getEvent()!;
  read.setLink(read.getEvent());
  read.setEvent(event ? streams.ReadResp.deserializeBinary(encodeEvent(event)).getEvent()!.getEvent() : undefined);
  return Buffer.from(response.serializeBinary());
}

const varintSize = (value: number | bigint): number => {
  let size = 1;
  if (typeof value === 'bigint') for (let rest = value >> 7n; rest > 0n; rest >>= 7n) size++;
  else for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) size++;
  return size;
};

/** All field numbers here are below 16, so a tag is one byte. */
const bytesSize = (length: number): number => 1 + varintSize(length) + length;
const nested = bytesSize;
/** Zero is left out, as proto3 does for a plain number. */
const numberSize = (value: number | bigint): number => (Number(value) === 0 ? 0 : 1 + varintSize(value));

class Output {
  readonly buffer: Buffer;
  private at = 0;

  constructor(size: number) {
    this.buffer = Buffer.allocUnsafe(size);
  }

  length(field: number, size: number): void {
    this.buffer[this.at++] = (field << 3) | 2;
    this.varint(size);
  }

  bytes(field: number, value: Uint8Array): void {
    this.length(field, value.length);
    this.buffer.set(value, this.at);
    this.at += value.length;
  }

  number(field: number, value: number | bigint): void {
    if (Number(value) !== 0) this.tagged(field, value);
  }

  /** A number that is written also when it is zero: a member of a oneof. */
  tagged(field: number, value: number | bigint): void {
    this.buffer[this.at++] = field << 3;
    this.varint(value);
  }

  private varint(value: number | bigint): void {
    if (typeof value === 'bigint') {
      for (; value > 127n; value >>= 7n) this.buffer[this.at++] = Number(value & 127n) | 128;
      this.buffer[this.at++] = Number(value);
      return;
    }
    for (; value > 127; value = Math.floor(value / 128)) this.buffer[this.at++] = (value % 128) | 128;
    this.buffer[this.at++] = value;
  }
}
