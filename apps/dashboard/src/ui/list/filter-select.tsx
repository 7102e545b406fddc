import { Select } from '@mantine/core';
import { visibleText } from '../../format/visible-text.js';

interface Props {
  label: string;
  /** What is shown when nothing is chosen. */
  all: string;
  /** Values with their labels; the first of a value counts. */
  options: Iterable<readonly [value: string, label: string]>;
  /** Empty when nothing is chosen. */
  value: string;
  onChange: (value: string) => void;
  searchable?: boolean;
}

const shownOptions = 100;

/** One filter of a list. A value that is not among the options is one of them while it is chosen. */
export function FilterSelect({ label, all, options, value, onChange, searchable = false }: Props) {
  const labels = new Map<string, string>();
  for (const [each, text] of options) if (!labels.has(each)) labels.set(each, text);
  if (value !== '' && !labels.has(value)) labels.set(value, value);
  return (
    <Select
      size="xs"
      clearable
      checkIconPosition="right"
      clearButtonProps={{ 'aria-label': 'Clear' }}
      label={label}
      placeholder={all}
      searchable={searchable}
      limit={searchable ? shownOptions : undefined}
      data={[...labels].map(([each, text]) => ({ value: each, label: visibleText(text) }))}
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  );
}
