import { TextInput } from '@mantine/core';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** The search field of a page whose list follows every letter. */
export const InstantSearch = ({ label, value, onChange }: Props) => (
  <TextInput
    size="xs"
    placeholder={label}
    aria-label={label}
    data-page-search
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);
