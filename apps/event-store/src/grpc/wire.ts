import type { Expected } from '../storage/append.rules.js';
import type { ProposedEvent } from '../storage/event-log.js';
import { type Shared, shared, type Streams, streams } from './protocol.js';

/** The name of a stream as text; empty when the message has none. */
export function streamName(identifier: Shared.StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}

/** The name of a stream as the protocol writes it. */
export function streamIdentifier(name: string): Shared.StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(name, 'utf8'));
}

function uuidText(uuid: Shared.UUID | undefined): string {
  const structured = uuid?.getStructured();
  if (!structured) return (uuid?.getString() ?? '').toLowerCase();
  const hex = [structured.getMostSignificantBits(), structured.getLeastSignificantBits()]
    .map((bits) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Null when the event has no valid id or no type. */
export function proposedEvent(
  message: Streams.AppendReq.ProposedMessage | Streams.BatchAppendReq.ProposedMessage,
): ProposedEvent | null {
  const id = uuidText(message.getId());
  const type = message.getMetadataMap().get('type');
  if (!uuidForm.test(id) || !type) return null;
  return {
    id,
    type,
    json: message.getMetadataMap().get('content-type') === 'application/json',
    metadata: message.getCustomMetadata_asU8(),
    data: message.getData_asU8(),
  };
}

/** What counts towards the limit of one append, as EventStoreDB 23.10 counts it: data, but no metadata and no names. */
export const appendBytes = (event: ProposedEvent): number => event.data.length;

interface ExpectedFields {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

/**
 * What a request expects of its stream.
 * @param revision of the last event, in decimal digits; read only when the request names one
 */
export function expectedOf(options: ExpectedFields, revision: () => string): Expected {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  return BigInt(revision());
}

/** Tells the reader of a filtered `$all` that everything up to this position has been looked at. */
export function checkpointMessage(position: number): Streams.ReadResp {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position));
  checkpoint.setPreparePosition(String(position));
  return new streams.ReadResp().setCheckpoint(checkpoint);
}
