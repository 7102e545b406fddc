import { Text, UnstyledButton } from '@mantine/core';
import { useMemo } from 'react';
import type { BreakdownItem } from '../../api/activity/analysis.js';
import { changeOf } from '../../domain/calls/change.js';
import { sortedBy, type SortKey } from '../../domain/calls/breakdown.js';
import { visibleText } from '../../format/visible-text.js';
import { classLabel, latency, percent } from '../calls/call-status.js';
import { type Column, DataTable } from '../list/data-table.js';
import { useSort } from '../list/use-sort.js';
import { RelativeTime } from '../text/relative-time.js';
import { Untrusted } from '../text/untrusted.js';
import classes from './breakdown-table.module.css';

interface Props {
  label: string;
  /** The title of the first column. */
  of: string;
  /** Undefined while they are read. */
  items: BreakdownItem[] | undefined;
  /** The keys are classes of calls, whose names are words of this page. */
  byClass?: boolean;
  onChoose: (item: BreakdownItem) => void;
}

const titles: Record<SortKey, string> = {
  totalCalls: 'Calls',
  errorRate: 'Error rate',
  p50: 'P50',
  p95: 'P95',
  lastCalledAt: 'Last call',
};

/** Figures of each value of a dimension, sortable. A click narrows the page to the value. */
export function BreakdownTable({ label, of, items, byClass = false, onChoose }: Props) {
  const [sort, titleOf] = useSort<SortKey>('totalCalls', titles);
  const rows = useMemo(() => items && sortedBy(items, sort.key, sort.descending), [items, sort]);
  const nameOf = ({ key, name }: BreakdownItem) => (byClass ? classLabel(key) : name || key || '–');
  const columns: Column<BreakdownItem>[] = [
    {
      key: 'name',
      title: of,
      render: (item) => (
        <UnstyledButton
          className={classes['name']}
          onClick={(event) => (event.stopPropagation(), onChoose(item))}
          aria-label={`Show the calls of ${visibleText(nameOf(item))}`}
        >
          <Untrusted text={nameOf(item)} />
          {item.client && (
            <Text span size="xs" c="dimmed">
              {' '}
              <Untrusted text={item.client} />
            </Text>
          )}
        </UnstyledButton>
      ),
    },
    {
      key: 'totalCalls',
      title: titleOf('totalCalls'),
      align: 'right',
      width: 150,
      render: ({ totalCalls, share }) => (
        <span className={classes['share']} style={{ '--share': share } as React.CSSProperties}>
          {totalCalls.toLocaleString('en')}
        </span>
      ),
    },
    {
      key: 'change',
      title: 'Change',
      align: 'right',
      width: 90,
      from: 'sm',
      render: ({ totalCalls, previous }) => (
        <Text span size="xs" c="dimmed">
          {previous === null ? 'new' : changeOf(totalCalls, previous?.calls).text || '–'}
        </Text>
      ),
    },
    {
      key: 'errorRate',
      title: titleOf('errorRate'),
      align: 'right',
      width: 110,
      render: ({ errorRate }) => (
        <span className={classes['rate']} data-bad={errorRate >= 0.05 || undefined}>
          {percent(errorRate)}
        </span>
      ),
    },
    { key: 'p50', title: titleOf('p50'), align: 'right', width: 90, from: 'md', render: ({ p50 }) => timeOf(p50) },
    { key: 'p95', title: titleOf('p95'), align: 'right', width: 90, from: 'sm', render: ({ p95 }) => timeOf(p95) },
    {
      key: 'last',
      title: titleOf('lastCalledAt'),
      width: 130,
      from: 'md',
      render: ({ lastCalledAt }) => <RelativeTime at={lastCalledAt} />,
    },
  ];
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={rows}
      rowKey={({ key, serverId, client }) => `${serverId ?? ''} ${client ?? ''} ${key}`}
      skeletonRows={5}
      onRow={onChoose}
    />
  );
}

const timeOf = (ms: number | null): string => (ms === null ? '–' : latency(ms));
