import { types } from 'node:util';
import { Rejected } from '@toolyard/contracts';

/** An error as a log shows it. */
interface LoggedError {
  type: string;
  /** Only of errors that Toolyard made: a foreign message can quote anything, a secret as well. */
  message?: string;
  code?: string | number;
  /** Calls alone, without the message. */
  stack?: string;
  cause?: LoggedError;
}

const deepest = 4;
/** A frame in code of this project. */
const ownFrame = /\/(?:apps|libs|tests)\/[\w-]+\/(?:dist|src)\//;
const messageLimit = 2_000;

/** Keeps class, code and calls of an error, and the message where it is ours. For pino's `err`. */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!isError(error)) return { type: error === null ? 'null' : typeof error };
  const { code } = error as { code?: unknown };
  return {
    type: error.constructor.name,
    ...(isOwnError(error) ? { message: error.message.slice(0, messageLimit) } : {}),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: frames(error),
    ...(error.cause !== undefined && depth < deepest ? { cause: loggedError(error.cause, depth + 1) } : {}),
  };
}

/**
 * Whether the message was written in this project: a `Rejected`, or a plain error (or one of our classes) that code of
 * this project threw. Errors of the language and of Node.js (`SyntaxError`, or with a `code`) quote what they were
 * given.
 */
export function isOwnError(error: unknown): error is Error {
  if (error instanceof Rejected) return true;
  if (!isError(error) || builtIn.has(error.constructor.name)) return false;
  if (error.constructor.name === 'Error' && 'code' in error) return false;
  const top = frames(error).split('\n', 1)[0]!;
  return ownFrame.test(top) && !top.includes('node_modules');
}

/** What an answer may say of an error: its message where it is ours, otherwise only its class and code. */
export function shownError(error: unknown): string {
  if (isOwnError(error)) return error.message;
  const { name = 'Error', code } = (error ?? {}) as { name?: string; code?: unknown };
  return typeof code === 'string' || typeof code === 'number' ? `${name} (${code})` : name;
}

const builtIn = new Set([
  'SyntaxError',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'URIError',
  'EvalError',
  'AggregateError',
  'DOMException',
]);

/** `instanceof` fails for an error of another realm, such as a worker's or a test's. */
const isError = (value: unknown): value is Error => types.isNativeError(value) || value instanceof Error;

function frames(error: Error): string {
  const { stack } = error;
  if (typeof stack !== 'string') return '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
