import type { sendUnaryData, ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import type { Message } from 'google-protobuf';
import type { Expected } from '../storage/append.rules.js';
import type { AppendOutcome, EventLog, ProposedEvent } from '../storage/event-log.js';
import { type Committer, DiskFull } from '../storage/committer.js';
import { grpcFailures } from './grpc-failures.js';
import type { OpenCalls } from './open-calls.js';
import { Any, GoogleEmpty, RpcStatus, shared, type Status, type Streams, streams } from './protocol.js';
import { appendBytes, expectedOf, proposedEvent, streamIdentifier, streamName } from './wire.js';

/** EventStoreDB's default. */
const maxAppendBytes = 1024 * 1024;

interface Writing {
  log: EventLog;
  committer: Committer;
}

/** What arrives of one append before it is complete. */
class Proposal {
  readonly events: ProposedEvent[] = [];
  tooLarge = false;
  invalid = false;
  private bytes = 0;

  add(message: Streams.AppendReq.ProposedMessage | Streams.BatchAppendReq.ProposedMessage): void {
    const event = proposedEvent(message);
    if (!event) {
      this.invalid = true;
      return;
    }
    this.bytes += appendBytes(event);
    this.tooLarge ||= this.bytes > maxAppendBytes;
    if (this.tooLarge) this.events.length = 0;
    else this.events.push(event);
  }
}

/**
 * `Append`: one stream and all its events on one call. A conflict of revisions is a regular answer in this protocol; a
 * deleted stream, more than 1 MiB of data, an event without id or type, and a full disk fail the call.
 */
export function appendHandler({ log, committer }: Writing) {
  return (
    call: ServerReadableStream<Streams.AppendReq, Streams.AppendResp>,
    answer: sendUnaryData<Streams.AppendResp>,
  ): void => {
    const proposal = new Proposal();
    let options: Streams.AppendReq.Options | undefined;
    call.on('data', (request: Streams.AppendReq) => {
      options ??= request.getOptions();
      const message = request.getProposedMessage();
      if (message) proposal.add(message);
    });
    call.on('error', () => undefined);
    call.on('end', () => {
      if (call.cancelled) return;
      const stream = streamName(options?.getStreamIdentifier());
      if (!options || !stream || proposal.invalid)
        return answer(grpcFailures.invalid('An append names its stream, and every event its id and type.'));
      if (proposal.tooLarge) return answer(grpcFailures.appendTooLarge(maxAppendBytes));
      const expected = expectedOf(options, () => options!.getRevision());
      committer
        .submit(() => log.append(stream, expected, proposal.events, Date.now()))
        .then(
          (outcome) =>
            outcome.kind === 'deleted'
              ? answer(grpcFailures.streamDeleted(stream))
              : answer(null, appendAnswer(outcome, expected)),
          (error: unknown) => answer(grpcFailures.unexpected(error)),
        );
    });
  };
}

function appendAnswer(outcome: Exclude<AppendOutcome, { kind: 'deleted' }>, expected: Expected): Streams.AppendResp {
  if (outcome.kind === 'wrong-version') {
    const conflict = new streams.AppendResp.WrongExpectedVersion();
    if (outcome.last < 0) conflict.setCurrentNoStream(new shared.Empty());
    else conflict.setCurrentRevision(String(outcome.last));
    if (expected === 'any') conflict.setExpectedAny(new shared.Empty());
    else if (expected === 'no_stream') conflict.setExpectedNoStream(new shared.Empty());
    else if (expected === 'stream_exists') conflict.setExpectedStreamExists(new shared.Empty());
    else conflict.setExpectedRevision(String(expected));
    return new streams.AppendResp().setWrongExpectedVersion(conflict);
  }
  const success = new streams.AppendResp.Success();
  if (outcome.revision < 0) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(String(outcome.revision));
  if (outcome.position < 0) success.setNoPosition(new shared.Empty());
  else {
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    success.setPosition(position);
  }
  return new streams.AppendResp().setSuccess(success);
}

interface PendingBatch {
  options: Streams.BatchAppendReq.Options | undefined;
  proposal: Proposal;
}

/** Many appends on one call, distinguished by correlation id. Every one of them is answered, exactly once. */
export function batchAppendHandler({ log, committer }: Writing, calls: OpenCalls) {
  return (call: ServerDuplexStream<Streams.BatchAppendReq, Streams.BatchAppendResp>): void => {
    calls.track(call);
    const pending = new Map<string, PendingBatch>();
    call.on('data', (request: Streams.BatchAppendReq) => {
      const correlation = request.getCorrelationId();
      const key = Buffer.from(correlation?.serializeBinary() ?? []).toString('latin1');
      const batch = pending.get(key) ?? { options: undefined, proposal: new Proposal() };
      pending.set(key, batch);
      batch.options ??= request.getOptions();
      for (const message of request.getProposedMessagesList()) batch.proposal.add(message);
      if (!request.getIsFinal()) return;
      pending.delete(key);
      void batchOutcome(batch, { log, committer }).then((response) => {
        response.setCorrelationId(correlation);
        if (!call.cancelled && call.writable) call.write(response);
      });
    });
    call.on('end', () => call.end());
    call.on('error', () => undefined);
  };
}

async function batchOutcome(
  { options, proposal }: PendingBatch,
  { log, committer }: Writing,
): Promise<Streams.BatchAppendResp> {
  const response = new streams.BatchAppendResp();
  const stream = streamName(options?.getStreamIdentifier());
  response.setStreamIdentifier(streamIdentifier(stream));
  if (!options || !stream || proposal.invalid)
    return response.setError(
      batchError('An append names its stream, and every event its id and type.', 'BadRequest', new shared.BadRequest()),
    );
  const expected = expectedOf(options, () => options.getStreamPosition());
  if (proposal.tooLarge) {
    const details = new shared.MaximumAppendSizeExceeded();
    details.setMaxappendsize(maxAppendBytes);
    return response.setError(batchError('The append is too large.', 'MaximumAppendSizeExceeded', details));
  }
  const deadline = options.getDeadline()?.toDate().getTime() ?? Infinity;
  try {
    const outcome = await committer.submit(() =>
      Date.now() > deadline ? ({ kind: 'late' } as const) : log.append(stream, expected, proposal.events, Date.now()),
    );
    if (outcome.kind === 'late')
      return response.setError(batchError('The append came too late to be stored.', 'Timeout', new shared.Timeout()));
    if (outcome.kind === 'deleted') {
      const details = new shared.StreamDeleted();
      details.setStreamIdentifier(streamIdentifier(stream));
      return response.setError(batchError(`Event stream '${stream}' is deleted.`, 'StreamDeleted', details));
    }
    if (outcome.kind === 'wrong-version') return response.setError(batchConflict(expected, outcome.last));
    return response.setSuccess(batchSuccess(outcome));
  } catch (error) {
    // The client keeps the message only of a detail that it does not know.
    if (error instanceof DiskFull) return response.setError(batchError(error.message, 'DiskFull', new GoogleEmpty()));
    return response.setError(batchError('The append failed.', 'Unknown', new shared.Unknown()));
  }
}

function batchSuccess(outcome: Extract<AppendOutcome, { kind: 'appended' }>): Streams.BatchAppendResp.Success {
  const success = new streams.BatchAppendResp.Success();
  if (outcome.revision < 0) success.setNoStream(new GoogleEmpty());
  else success.setCurrentRevision(String(outcome.revision));
  if (outcome.position < 0) success.setNoPosition(new GoogleEmpty());
  else {
    const position = new shared.AllStreamPosition();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    success.setPosition(position);
  }
  return success;
}

function batchConflict(expected: Expected, last: number): Status.Status {
  const details = new shared.WrongExpectedVersion();
  if (last < 0) details.setCurrentNoStream(new GoogleEmpty());
  else details.setCurrentStreamRevision(String(last));
  if (expected === 'any') details.setExpectedAny(new GoogleEmpty());
  else if (expected === 'no_stream') details.setExpectedNoStream(new GoogleEmpty());
  else if (expected === 'stream_exists') details.setExpectedStreamExists(new GoogleEmpty());
  else details.setExpectedStreamPosition(String(expected));
  return batchError('WrongExpectedVersion', 'WrongExpectedVersion', details);
}

/** A google.rpc.Status with one detail, the only part the client looks at. */
function batchError(message: string, type: string, details: Message): Status.Status {
  const any = new Any();
  any.pack(details.serializeBinary(), `event_store.client.${type}`);
  return new RpcStatus().setMessage(message).setDetails(any);
}
