import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Column } from './data-table.js';

/** The last column of a table that the user may change. */
export const actionsColumn = <Row,>(width: number, render: (row: Row) => ReactNode): Column<Row> => ({
  key: 'actions',
  title: (
    <Text span size="xs" fw={600}>
      Actions
    </Text>
  ),
  width,
  align: 'right',
  render,
});
