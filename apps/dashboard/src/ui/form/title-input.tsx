import { TextInput, type TextInputProps } from '@mantine/core';

/** The name of what a dialog creates: its first field, which has to be filled in. */
export const TitleInput = (props: TextInputProps) => (
  <TextInput label="Name" required data-autofocus maxLength={100} {...props} />
);
