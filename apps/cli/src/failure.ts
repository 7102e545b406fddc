/** 0: done. 1: it failed. 2: the command was not used as it can be. */
export type ExitCode = 0 | 1 | 2;

/**
 * A command that cannot go on. The message is a sentence for people: what happened, and what to do next.
 *
 * @param code stable, for programs; the code of the API where the API refused
 * @param details what the API adds to a refusal
 */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly code: string,
    message: string,
    readonly details?: unknown,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  get exitCode(): ExitCode {
    return this.code === 'bad_use' ? 2 : 1;
  }
}

/** What was typed cannot be a command. */
export const badUse = (message: string): Failure => new Failure('bad_use', message);
