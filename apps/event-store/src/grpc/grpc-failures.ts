import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { Expected } from '../storage/append.rules.js';
import { DiskFull } from '../storage/committer.js';

/** EventStoreDB names the failure in the trailer `exception`; the client looks there before it looks at the status. */
function failure(code: status, details: string, trailers: Record<string, string> = {}): ServiceError {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, trailerText(value));
  return Object.assign(new Error(details), { code, details, metadata });
}

/** Trailers are ASCII. */
const trailerText = (value: string): string => value.replace(/[^\x20-\x7e]/g, '?');

const expectedNumbers = { any: -2n, no_stream: -1n, stream_exists: -4n };
const expectedNumber = (expected: Expected): bigint =>
  typeof expected === 'bigint' ? expected : expectedNumbers[expected];

/**
 * Every failure that a call can end with, in the form that the client of EventStoreDB reads. None of them quotes data.
 */
export const grpcFailures = {
  streamDeleted: (stream: string) =>
    failure(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
      exception: 'stream-deleted',
      'stream-name': stream,
    }),
  wrongExpectedVersion: (stream: string, expected: Expected, last: number) =>
    failure(
      status.FAILED_PRECONDITION,
      `Append failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ` +
        `${expectedNumber(expected)}, Actual version: ${last}`,
      {
        exception: 'wrong-expected-version',
        'stream-name': stream,
        'expected-version': String(expectedNumber(expected)),
        ...(last >= 0 ? { 'actual-version': String(last) } : {}),
      },
    ),
  appendTooLarge: (limit: number) =>
    failure(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(limit),
    }),
  invalid: (sentence: string) => failure(status.INVALID_ARGUMENT, sentence),
  stopping: () => failure(status.UNAVAILABLE, 'The event store is stopping.'),
  unexpected: (error: unknown) =>
    error instanceof DiskFull
      ? failure(status.RESOURCE_EXHAUSTED, error.message)
      : failure(status.UNAVAILABLE, `The event store could not complete the request (${kindOf(error)}).`),
};

/** SQLite's own word for the failure, such as `disk I/O error`, or the class of the error: neither quotes data. */
function kindOf(error: unknown): string {
  const { errstr, code, name } = error as { errstr?: string; code?: string; name?: string };
  return errstr ?? code ?? name ?? 'unknown error';
}
