type ProblemCode =
  | 'bad_option'
  | 'port_in_use'
  | 'no_disk'
  | 'data_folder'
  | 'already_running'
  | 'not_installed'
  | 'engine_failed'
  | 'not_healthy'
  | 'not_stopped'
  | 'interrupted';

/** Something the person at the terminal can do something about: the sentence says what happened and what to do. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: ProblemCode,
    sentence: string,
    options?: { cause?: unknown },
  ) {
    super(sentence, options);
  }
}
