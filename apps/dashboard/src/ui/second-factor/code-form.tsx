import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import { AccountForm } from '../form/account-form.js';
import { type SubmissionOptions, useSubmission } from '../form/use-submission.js';
import { CodeField, codeProblem } from './code-field.js';

interface Props<Output> extends Pick<SubmissionOptions<unknown, Output>, 'stale'> {
  action: string;
  /** What a failure means for the user. */
  failed: string;
  /** Takes a code of the authenticator app or a recovery code. */
  work: (code: string) => Promise<Output>;
  onDone: (output: Output) => unknown;
  /** Above the field. */
  children?: ReactNode;
  isFirstField?: boolean;
}

/** Asks for a code of the second factor. */
export function CodeForm<Output>(props: Props<Output>) {
  const { action, failed, work, onDone, stale, children, isFirstField = true } = props;
  const form = useForm({ initialValues: { code: '' }, validate: { code: codeProblem } });
  const submission = useSubmission(({ code }: typeof form.values) => work(code.trim()), { stale, onDone });
  return (
    <AccountForm form={form} submission={submission} failed={failed} action={action}>
      {children}
      <CodeField data-autofocus={isFirstField || undefined} {...form.getInputProps('code')} />
    </AccountForm>
  );
}
