import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { fieldErrors } from '../../api/error.js';

/** Sends a form: one at a time, and a refusal is kept beside what was entered, at its fields and as a whole. */
export function useSubmission({ setErrors }: Pick<UseFormReturnType<any>, 'setErrors'>) {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const send = (work: () => Promise<unknown>): void => {
    setBusy(true);
    setError(null);
    work()
      .catch((failure: unknown) => {
        setError(failure);
        setErrors(fieldErrors(failure));
      })
      .finally(() => setBusy(false));
  };
  return { error, busy, send };
}
