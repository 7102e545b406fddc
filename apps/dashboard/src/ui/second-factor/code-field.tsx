import { TextInput, type TextInputProps } from '@mantine/core';

/** A code of an authenticator app, or a recovery code. */
export function CodeField(props: TextInputProps) {
  return (
    <TextInput
      label="Code"
      autoComplete="one-time-code"
      autoCapitalize="none"
      maxLength={40}
      spellCheck={false}
      {...props}
    />
  );
}

export const codeProblem = (code: string): string | null =>
  code.trim().length < 6 ? 'Enter the six digits of your app, or a recovery code' : null;
