import { Button, Group } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { rangeName } from '../../domain/lists/date-range.js';
import { EmptyState } from '../../ui/frame/states.js';
import { type ActivityState, isNarrowed, unfiltered } from './activity-state.js';

interface Props {
  state: ActivityState;
  onChange: (change: Partial<ActivityState>) => void;
}

/** In place of an empty list of calls: why it is empty, and what to do. */
export function NoCalls({ state, onChange }: Props) {
  const open = rangeName(state) === 'all';
  const narrowed = isNarrowed(state);
  const noCalls = open ? 'No calls yet' : 'No calls in this time';
  return (
    <EmptyState
      title={narrowed ? 'No calls match' : noCalls}
      icon={<IconListSearch size={32} />}
      action={
        (narrowed || !open) && (
          <Group gap="xs" justify="center">
            {narrowed && (
              <Button size="xs" variant="default" onClick={() => onChange(unfiltered)}>
                Clear the filters
              </Button>
            )}
            {!open && (
              <Button size="xs" variant="default" onClick={() => onChange({ range: 'all', from: '', to: '' })}>
                Show all time
              </Button>
            )}
          </Group>
        )
      }
    >
      {open && !narrowed
        ? 'Tool calls appear here as they happen, with their input and output.'
        : 'New calls appear here automatically.'}
    </EmptyState>
  );
}
