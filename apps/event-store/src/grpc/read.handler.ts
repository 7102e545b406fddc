import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type EventFilter,
  type EventReader,
  type EventRow,
  largest,
  type StreamWindow,
} from '../storage/event-reader.js';
import { encodeEvent, encodeLinked } from './event-encoding.js';
import { grpcFailures } from './grpc-failures.js';
import type { OpenCalls, ReadCall, ReadOutput } from './open-calls.js';
import { type Streams, streams } from './protocol.js';
import { checkpointMessage, streamIdentifier, streamName } from './wire.js';

interface Reading {
  reader: EventReader;
  calls: OpenCalls;
}

/** One call reads a stream or `$all`, once or as a subscription, forward or backward, filtered or not. */
export function readHandler({ reader, calls }: Reading) {
  return (call: ReadCall): void => {
    const options = call.request.getOptions();
    const output = calls.open(call, options?.getResolveLinks() ? resolving(reader) : encodeEvent);
    const run = async (): Promise<void> => {
      if (!options) throw grpcFailures.invalid('A read has options.');
      const reading = { reader, output, options };
      if (options.hasSubscription()) await (options.hasAll() ? subscribeToAll(reading) : subscribeToStream(reading));
      else await (options.hasAll() ? readAll(reading) : readStream(reading));
    };
    run().then(
      () => output.end(),
      (error: unknown) =>
        output.fail(
          (error as { code?: number }).code === undefined ? grpcFailures.unexpected(error) : (error as Error),
        ),
    );
  };
}

const linkType = '$>';

const resolving = (reader: EventReader) => (row: EventRow) =>
  row.type === linkType ? encodeLinked(reader.linked(row, Date.now()), row) : encodeEvent(row);

interface Request {
  reader: EventReader;
  output: ReadOutput;
  options: Streams.ReadReq.Options;
}

async function readStream({ reader, output, options }: Request): Promise<void> {
  const { name, window } = streamWindow(reader, options);
  if (!window) {
    const missing = new streams.ReadResp.StreamNotFound();
    missing.setStreamIdentifier(streamIdentifier(name));
    await output.write(new streams.ReadResp().setStreamNotFound(missing));
    return;
  }
  const backwards = options.getReadDirection() === 1;
  const position = options.getStream()!;
  let from = position.hasStart()
    ? 0
    : position.hasEnd()
      ? backwards
        ? window.last
        : window.last + 1
      : toNumber(position.getRevision());
  for (let left = toNumber(options.getCount()); left > 0 && output.open;) {
    const page = reader.stream(name, window, from, backwards, left);
    await output.writeEvents(page.events);
    left -= page.events.length;
    if (page.atEnd) return;
    from = page.upTo + (backwards ? -1 : 1);
  }
}

async function readAll({ reader, output, options }: Request): Promise<void> {
  const backwards = options.getReadDirection() === 1;
  const { from } = allPosition(options, reader);
  const filter = eventFilter(options);
  let at = from;
  for (let left = toNumber(options.getCount()); left > 0 && output.open;) {
    const page = reader.all(at, backwards, filter ? largest : left);
    const passing = filter ? page.events.filter((row) => filter(row.stream, row.type)).slice(0, left) : page.events;
    await output.writeEvents(passing);
    left -= passing.length;
    if (page.atEnd) return;
    if (passing.length === 0) await nextTurn();
    at = backwards ? page.upTo : page.upTo + 1;
  }
}

async function subscribeToStream({ reader, output, options }: Request): Promise<void> {
  await output.write(confirmation());
  const { name, window } = streamWindow(reader, options);
  const position = options.getStream()!;
  let next = position.hasStart()
    ? 0
    : position.hasEnd()
      ? (window?.last ?? -1) + 1
      : toNumber(position.getRevision()) + 1;
  for (let caughtUp = false; output.open;) {
    const seen = output.commits();
    const current = reader.window(name, Date.now());
    if (current === 'tombstoned') throw grpcFailures.streamDeleted(name);
    const page = current && current.last >= next ? reader.stream(name, current, next, false, largest) : null;
    if (page) await output.writeEvents(page.events);
    if (page && page.events.length > 0) next = page.upTo + 1;
    if (page && !page.atEnd) continue;
    if (!caughtUp) await output.write(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
    caughtUp = true;
    await output.commitAfter(seen);
  }
}

async function subscribeToAll({ reader, output, options }: Request): Promise<void> {
  const filter = eventFilter(options);
  const interval = checkpointInterval(options);
  await output.write(confirmation());
  const { from, inclusive } = allPosition(options, reader);
  let next = inclusive ? from : from + 1;
  let sinceCheckpoint = 0;
  for (let caughtUp = false; output.open;) {
    const seen = output.commits();
    const page = filter ? reader.filtered(next, interval - sinceCheckpoint, filter) : reader.all(next, false, largest);
    await output.writeEvents(page.events);
    if (page.scanned > 0) next = page.upTo + 1;
    sinceCheckpoint += page.scanned;
    if (filter && (sinceCheckpoint >= interval || (page.atEnd && !caughtUp && next > 0))) {
      await output.write(checkpointMessage(next - 1));
      sinceCheckpoint = 0;
    }
    if (!page.atEnd) {
      // Where nothing passes, nothing waits for the reader either: the others get their turn all the same.
      if (page.events.length === 0) await nextTurn();
      continue;
    }
    if (!caughtUp) await output.write(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
    caughtUp = true;
    await output.commitAfter(seen);
  }
}

function streamWindow(
  reader: EventReader,
  options: Streams.ReadReq.Options,
): { name: string; window: StreamWindow | null } {
  const name = streamName(options.getStream()?.getStreamIdentifier());
  if (!name) throw grpcFailures.invalid('A read names its stream.');
  const window = reader.window(name, Date.now());
  if (window === 'tombstoned') throw grpcFailures.streamDeleted(name);
  return { name, window };
}

/** Reads forward include the position, reads backward and subscriptions do not. */
function allPosition(options: Streams.ReadReq.Options, reader: EventReader): { from: number; inclusive: boolean } {
  const all = options.getAll()!;
  if (all.hasStart()) return { from: 0, inclusive: true };
  if (all.hasEnd()) return { from: reader.end(), inclusive: true };
  return { from: toNumber(all.getPosition()!.getCommitPosition()), inclusive: false };
}

function eventFilter(options: Streams.ReadReq.Options): EventFilter | null {
  const filter = options.getFilter();
  if (!filter) return null;
  const expression = filter.getStreamIdentifier() ?? filter.getEventType();
  const passes = expression ? expressionTest(expression) : () => true;
  return filter.hasEventType() ? (_, type) => passes(type) : (stream) => passes(stream);
}

function expressionTest(expression: Streams.ReadReq.Options.FilterOptions.Expression): (text: string) => boolean {
  const prefixes = expression.getPrefixList();
  if (prefixes.length > 0) return (text) => prefixes.some((prefix) => text.startsWith(prefix));
  try {
    const pattern = new RegExp(expression.getRegex());
    return (text) => pattern.test(text);
  } catch {
    throw grpcFailures.invalid('The filter is no valid regular expression.');
  }
}

function checkpointInterval(options: Streams.ReadReq.Options): number {
  const filter = options.getFilter();
  return Math.max(
    1,
    (filter?.hasMax() ? filter.getMax() : 32) * Math.max(1, filter?.getCheckpointintervalmultiplier() ?? 1),
  );
}

function confirmation(): Streams.ReadResp {
  return new streams.ReadResp().setConfirmation(
    new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(randomUUID()),
  );
}

/** Clients ask for "everything" with numbers beyond JavaScript's exact ones. */
function toNumber(decimal: string): number {
  return Math.min(Number(decimal), largest - 1);
}
