import { CloseButton, Kbd, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

const settleMs = 200;

const slashKey = <Kbd size="xs">/</Kbd>;

/** The search field of a page, focused by `/`. `onChange` is called after a short pause in typing. */
export function SearchField({
  value,
  onChange,
  label,
  maxLength = 200,
  main = true,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
  maxLength?: number;
  main?: boolean;
}) {
  const [typed, setTyped] = useState(value);
  const [sent, setSent] = useState(value);
  const [seen, setSeen] = useState(value);
  const settle = useDebouncedCallback((text: string) => {
    setSent(text);
    onChange(text);
  }, settleMs);
  if (value !== seen) {
    setSeen(value);
    // The own change comes back while the user types on; only another change replaces the text.
    if (value !== sent) setTyped(value);
  }
  const type = (text: string) => {
    setTyped(text);
    settle(text.trim());
  };
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      maxLength={maxLength}
      onChange={(event) => type(event.currentTarget.value)}
      leftSection={<IconSearch size={16} />}
      rightSection={
        typed ? <CloseButton size="sm" aria-label="Clear the search" onClick={() => type('')} /> : main && slashKey
      }
      data-page-search={main || undefined}
      w={{ base: '100%', sm: 300 }}
    />
  );
}
