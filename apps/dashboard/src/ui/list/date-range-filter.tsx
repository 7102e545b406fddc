import { Select, TextInput } from '@mantine/core';
import {
  fromLocalField,
  isReversed,
  rangeLabels,
  rangeName,
  rangeNames,
  type RangeState,
  toLocalField,
} from '../../domain/lists/date-range.js';

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
          <TextInput
            label="From"
            size="xs"
            type="datetime-local"
            value={toLocalField(state.from)}
            onChange={({ currentTarget }) => onChange({ from: fromLocalField(currentTarget.value) })}
          />
          <TextInput
            label="To"
            size="xs"
            type="datetime-local"
            value={toLocalField(state.to)}
            onChange={({ currentTarget }) => onChange({ to: fromLocalField(currentTarget.value) })}
            error={isReversed(state) ? 'The end is before the start' : undefined}
          />
        </>
      )}
    </>
  );
}
