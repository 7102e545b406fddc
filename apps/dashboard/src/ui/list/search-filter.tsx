import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

const typingMs = 300;

/** The filter of a list by text, focused by `/`. It filters after a short pause in typing. */
export function SearchFilter({
  value,
  placeholder,
  maxLength,
  onChange,
}: {
  value: string;
  placeholder: string;
  maxLength?: number;
  onChange: (text: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  const settle = useDebouncedCallback((text: string) => onChange(text), typingMs);
  if (value !== seen) {
    setSeen(value);
    if (value !== typed.trim()) setTyped(value);
  }
  return (
    <TextInput
      label="Search"
      size="xs"
      placeholder={placeholder}
      leftSection={<IconSearch size={14} />}
      value={typed}
      maxLength={maxLength}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        settle(currentTarget.value.trim());
      }}
      data-page-search
    />
  );
}
