import { Button, Group } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';

/** Limits the length of the address; *Previous* goes back at most this many pages. */
const mostPagesKept = 20;

/**
 * Buttons for the pages of a list with cursors. `cursors` are those of the pages after the first, up to the page that
 * is shown; they belong to the state of the list in the URL.
 */
export function Pager({
  cursors,
  nextCursor,
  onChange,
  label,
}: {
  cursors: string[];
  nextCursor: string | null | undefined;
  onChange: (cursors: string[]) => void;
  label: string;
}) {
  if (cursors.length === 0 && !nextCursor) return null;
  return (
    <Group component="nav" justify="space-between" mt="sm" aria-label={label}>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconChevronLeft size={14} />}
        disabled={cursors.length === 0}
        onClick={() => onChange(cursors.slice(0, -1))}
      >
        Previous
      </Button>
      <Button
        variant="default"
        size="xs"
        rightSection={<IconChevronRight size={14} />}
        disabled={!nextCursor}
        onClick={() => nextCursor && onChange([...cursors, nextCursor].slice(-mostPagesKept))}
      >
        Next
      </Button>
    </Group>
  );
}
