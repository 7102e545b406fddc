import type { UseFormReturnType } from '@mantine/form';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { fieldErrors } from '../../api/http/error.js';
import { notifyDone, notifyFailed } from '../frame/notify.js';

export interface SubmissionOptions<Input, Output> {
  /** Gets the problems of a refusal at its fields. */
  form?: Pick<UseFormReturnType<any>, 'setErrors'>;
  /** Keys of the queries that the submission makes stale; they are read again before `onDone`. */
  stale?: readonly QueryKey[];
  onDone?: (output: Output, input: Input) => unknown;
  /** The sentence of a notification about success. */
  done?: string | ((output: Output, input: Input) => string);
  /** The title of a notification about failure, for actions that have no place to show `error`. */
  failed?: string;
}

export interface Submission<Input, Output> {
  send: (input: Input) => void;
  /** From sending until `onDone` has ended. */
  busy: boolean;
  /** Null when the last submission did not fail. */
  error: unknown;
  result: Output | undefined;
}

/** The one way to send a change to the platform. A failure is kept, so that it can be shown beside what was entered. */
export function useSubmission<Input = void, Output = unknown>(
  work: (input: Input) => Promise<Output>,
  { form, stale = [], onDone, done, failed }: SubmissionOptions<Input, Output> = {},
): Submission<Input, Output> {
  const client = useQueryClient();
  const mutation = useMutation<Output, unknown, Input>({
    mutationFn: work,
    onSuccess: async (output, input) => {
      await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
      if (done !== undefined) notifyDone(typeof done === 'string' ? done : done(output, input));
      await onDone?.(output, input);
    },
    onError: (error) => {
      form?.setErrors(fieldErrors(error));
      if (failed !== undefined) notifyFailed(error, failed);
    },
  });
  return {
    send: mutation.mutate as (input: Input) => void,
    busy: mutation.isPending,
    error: mutation.error,
    result: mutation.data,
  };
}
