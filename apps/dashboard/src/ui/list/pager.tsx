import { Button, Group } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';

/**
 * Pages of a list that is read by cursor. `cursors` is the way to the page shown, newest last, and belongs into the
 * list's state in the URL; none is the first page.
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
        onClick={() => nextCursor && onChange([...cursors, nextCursor])}
      >
        Next
      </Button>
    </Group>
  );
}
