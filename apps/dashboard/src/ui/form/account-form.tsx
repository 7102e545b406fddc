import { Button, PasswordInput, type PasswordInputProps, Stack, TextInput, type TextInputProps } from '@mantine/core';
import { passwordMinLength } from '@toolyard/contracts';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { ErrorState } from '../frame/states.js';
import type { Submission } from './use-submission.js';

interface Props<Values> {
  form: UseFormReturnType<Values>;
  submission: Pick<Submission<Values, unknown>, 'send' | 'busy' | 'error'>;
  /** What a failure means for the user. */
  failed: string;
  action: string;
  children: ReactNode;
  /** Below the button. */
  after?: ReactNode;
}

/** A form of the pages without a sign-in: fields, the failure, the button. */
export function AccountForm<Values>({ form, submission, failed, action, children, after }: Props<Values>) {
  const { send, busy, error } = submission;
  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <Stack gap="sm">
        {children}
        {error !== null && <ErrorState error={error} title={failed} />}
        <Button type="submit" loading={busy}>
          {action}
        </Button>
        {after}
      </Stack>
    </form>
  );
}

export const EmailField = (props: TextInputProps) => (
  <TextInput label="E-mail" type="email" autoComplete="username" inputMode="email" {...props} />
);

export const NameField = (props: TextInputProps) => (
  <TextInput label="Your name" autoComplete="name" maxLength={100} {...props} />
);

/** A password that is entered, or with `isNew` chosen. Password managers tell the two apart. */
export function PasswordField({ isNew = false, ...props }: PasswordInputProps & { isNew?: boolean }) {
  return (
    <PasswordInput
      label="Password"
      description={isNew ? `At least ${passwordMinLength} characters` : undefined}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
      {...props}
    />
  );
}
