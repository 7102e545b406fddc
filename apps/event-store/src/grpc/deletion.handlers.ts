import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import type { Expected } from '../storage/append.rules.js';
import type { Committer } from '../storage/committer.js';
import type { DeleteOutcome, EventLog } from '../storage/event-log.js';
import { grpcFailures } from './grpc-failures.js';
import { type Streams, streams } from './protocol.js';
import { expectedOf, streamName } from './wire.js';

interface Deleting {
  log: EventLog;
  committer: Committer;
  /** Removes what the write-ahead log still holds of overwritten rows. */
  purge: () => Promise<void>;
}

type Options = Streams.DeleteReq.Options | Streams.TombstoneReq.Options | undefined;
type Deletion = (stream: string, expected: Expected, now: number) => DeleteOutcome;

async function remove(options: Options, committer: Committer, deletion: Deletion): Promise<string> {
  const stream = streamName(options?.getStreamIdentifier());
  if (!options || !stream) throw grpcFailures.invalid('A deletion names its stream.');
  const expected = expectedOf(options, () => options.getRevision());
  const outcome = await committer
    .submit(() => deletion(stream, expected, Date.now()))
    .catch((error: unknown) => {
      throw grpcFailures.unexpected(error);
    });
  if (outcome.kind === 'deleted') throw grpcFailures.streamDeleted(stream);
  if (outcome.kind === 'wrong-version') throw grpcFailures.wrongExpectedVersion(stream, expected, outcome.last);
  return String(outcome.position);
}

/**
 * `Delete`: hides the events of a stream; the next append continues its revisions. Fails for a stream that is gone, and
 * for another revision than the expected one.
 */
export function deleteHandler({ log, committer }: Deleting) {
  return (
    call: ServerUnaryCall<Streams.DeleteReq, Streams.DeleteResp>,
    answer: sendUnaryData<Streams.DeleteResp>,
  ): void => {
    remove(call.request.getOptions(), committer, (...args) => log.softDelete(...args)).then((position) => {
      const message = new streams.DeleteResp.Position();
      message.setCommitPosition(position);
      message.setPreparePosition(position);
      answer(null, new streams.DeleteResp().setPosition(message));
    }, answer);
  };
}

/**
 * `Tombstone`: overwrites the events of a stream for good and closes its name. The answer waits, for at most 5 s, until
 * the write-ahead log holds no copy of them either.
 */
export function tombstoneHandler({ log, committer, purge }: Deleting) {
  return (
    call: ServerUnaryCall<Streams.TombstoneReq, Streams.TombstoneResp>,
    answer: sendUnaryData<Streams.TombstoneResp>,
  ): void => {
    remove(call.request.getOptions(), committer, (...args) => log.tombstone(...args)).then(async (position) => {
      await purge();
      const message = new streams.TombstoneResp.Position();
      message.setCommitPosition(position);
      message.setPreparePosition(position);
      answer(null, new streams.TombstoneResp().setPosition(message));
    }, answer);
  };
}
