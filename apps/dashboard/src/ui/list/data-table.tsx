import { Skeleton, Table, type TableProps } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';
import { ScrollTable } from './scroll-table.js';

export interface Column<Row> {
  key: string;
  title: ReactNode;
  render: (row: Row) => ReactNode;
  width?: number | string;
  align?: 'left' | 'right';
  /** The column is hidden on narrower screens. Columns that a row needs to be understood have no such limit. */
  from?: 'xs' | 'sm' | 'md' | 'lg';
}

interface Props<Row> {
  /** What the table lists, for assistive technology. */
  label: string;
  columns: Column<Row>[];
  /** Undefined while loading: the table then shows placeholders of the same size. */
  rows: Row[] | undefined;
  rowKey: (row: Row) => string;
  skeletonRows?: number;
  /** Shown below a row when it is open. */
  details?: (row: Row) => ReactNode;
  onRow?: (row: Row) => void;
  tableProps?: TableProps;
}

/** A dense table that scrolls when it is wide. With `onRow`, a cell needs a link or button for the keyboard. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  skeletonRows = 8,
  details,
  onRow,
  tableProps,
}: Props<Row>) {
  return (
    <ScrollTable
      label={label}
      isLoading={rows === undefined}
      frameClassName={classes['frame']}
      verticalSpacing={7}
      horizontalSpacing="sm"
      highlightOnHover={rows !== undefined && onRow !== undefined}
      {...tableProps}
    >
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ key, title, width, align, from }) => (
            <Table.Th key={key} w={width} ta={align} visibleFrom={from} className={classes['head']}>
              {title}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows === undefined ? (
          <SkeletonRows columns={columns} count={skeletonRows} />
        ) : (
          rows.map((row) => <Rows key={rowKey(row)} row={row} columns={columns} details={details} onRow={onRow} />)
        )}
      </Table.Tbody>
    </ScrollTable>
  );
}

function Rows<Row>({
  row,
  columns,
  details,
  onRow,
}: {
  row: Row;
  columns: Column<Row>[];
  details?: (row: Row) => ReactNode;
  onRow?: (row: Row) => void;
}) {
  const below = details?.(row);
  return (
    <>
      <Table.Tr onClick={onRow && (() => onRow(row))} className={onRow && classes['clickable']}>
        {columns.map(({ key, render, align, from }) => (
          <Table.Td key={key} ta={align} visibleFrom={from} data-numeric={align === 'right' || undefined}>
            {render(row)}
          </Table.Td>
        ))}
      </Table.Tr>
      {below && (
        <Table.Tr className={classes['details']}>
          <Table.Td colSpan={columns.length}>{below}</Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

function SkeletonRows<Row>({ columns, count }: { columns: Column<Row>[]; count: number }) {
  return Array.from({ length: count }, (_, index) => (
    <Table.Tr key={index} aria-hidden>
      {columns.map(({ key, from }, column) => (
        <Table.Td key={key} visibleFrom={from}>
          <Skeleton height={14} my={4} width={column === 0 ? `${45 + ((index * 17) % 40)}%` : '60%'} />
        </Table.Td>
      ))}
    </Table.Tr>
  ));
}
