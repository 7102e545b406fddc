import { CloseButton, Kbd, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

const settleMs = 200;

/** The search of a page, found by `/`. What is typed shows at once; `onChange` comes when the typing settles. */
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
    // What was sent comes back while more is being typed; only a change from elsewhere replaces that.
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
        typed ? (
          <CloseButton size="sm" aria-label="Clear the search" onClick={() => type('')} />
        ) : main ? (
          <Kbd size="xs">/</Kbd>
        ) : undefined
      }
      data-page-search={main || undefined}
      w={{ base: '100%', sm: 300 }}
    />
  );
}
