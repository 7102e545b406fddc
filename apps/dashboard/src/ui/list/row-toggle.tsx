import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import type { Column } from './data-table.js';
import classes from './row-toggle.module.css';

/** The column with the button that opens the details of a row. */
export const toggleColumn = <Row,>(
  isOpen: (row: Row) => boolean,
  toggle: (row: Row) => void,
  labelOf: (row: Row) => string,
): Column<Row> => ({
  key: 'open',
  title: <VisuallyHidden>Details</VisuallyHidden>,
  width: 34,
  render: (row) => (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-expanded={isOpen(row)}
      aria-label={labelOf(row)}
      onClick={(event) => (event.stopPropagation(), toggle(row))}
    >
      <IconChevronRight size={16} className={classes['chevron']} data-open={isOpen(row) || undefined} />
    </ActionIcon>
  ),
});
