import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  fromLocalField,
  isReversed,
  rangeLabels,
  rangeName,
  rangeNames,
  type RangeState,
  toLocalField,
} from '../../domain/lists/date-range.js';
import classes from './filters.module.css';

interface Props {
  state: RangeState;
  onChange: (change: Partial<RangeState>) => void;
}

const hourMs = 3_600_000;

/** Chooses a range of time; a custom range has two fields. */
export function DateRangeFilter({ state, onChange }: Props) {
  const name = rangeName(state);
  const choose = (range: string | null) => {
    if (range !== 'custom') return onChange({ range: range ?? '24h', from: '', to: '' });
    const now = Date.now();
    onChange({
      range,
      from: state.from || new Date(now - 24 * hourMs).toISOString(),
      to: state.to || new Date(now).toISOString(),
    });
  };
  return (
    <>
      <Select
        label="Time"
        size="xs"
        data={rangeNames.map((value) => ({ value, label: rangeLabels[value] }))}
        value={name}
        onChange={choose}
        allowDeselect={false}
        checkIconPosition="right"
      />
      {name === 'custom' && (
        <>
          <TimeField label="From" value={state.from} onChange={(from) => onChange({ from })} />
          <TimeField
            label="To"
            value={state.to}
            onChange={(to) => onChange({ to })}
            error={isReversed(state) ? 'The end is before the start' : undefined}
          />
        </>
      )}
    </>
  );
}

/** A time to the minute. While it is incomplete, the field keeps what was typed and the range does not change. */
function TimeField({
  label,
  value,
  onChange,
  error,
}: {
  label: string;
  /** ISO 8601, or empty. */
  value: string;
  onChange: (value: string) => void;
  error?: string;
}) {
  const [typed, setTyped] = useState(toLocalField(value));
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    setTyped(toLocalField(value));
  }
  const type = (text: string) => {
    setTyped(text);
    const complete = fromLocalField(text);
    if (complete !== '') onChange(complete);
  };
  return (
    <TextInput
      label={label}
      size="xs"
      type="datetime-local"
      className={classes['time']}
      value={typed}
      onChange={({ currentTarget }) => type(currentTarget.value)}
      onBlur={() => typed === '' && value !== '' && onChange('')}
      error={error}
    />
  );
}
