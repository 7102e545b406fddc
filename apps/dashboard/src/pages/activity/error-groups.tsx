import { Badge, Group, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ErrorGroup, errorGroupsQuery } from '../../api/activity/analysis.js';
import { callQuery } from '../../api/activity/calls.js';
import { toggled } from '../../domain/lists/list-state.js';
import { useState } from 'react';
import { visibleText } from '../../format/visible-text.js';
import { CallDetails } from '../../ui/calls/call-details.js';
import { classLabel } from '../../ui/calls/call-status.js';
import { EmptyState } from '../../ui/frame/states.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { toggleColumn } from '../../ui/list/row-toggle.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import type { Question } from './use-question.js';

const keyOf = ({ serverId, tool, class: callClass, cause }: ErrorGroup) =>
  [serverId, tool, callClass, cause].join('\n');

/** Failed calls grouped by cause. A row opens to its newest call. */
export function ErrorGroups({ question: { filter, span, options } }: { question: Question }) {
  const query = useQuery(errorGroupsQuery(filter, span, options));
  const { data } = query;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (group: ErrorGroup) => setOpen((now) => toggled(now, keyOf(group)));
  return (
    <ListFrame
      query={query}
      isEmpty={data?.length === 0}
      empty={
        <EmptyState title="No call failed" icon={<IconCircleCheck size={32} />}>
          Failed calls of this time are grouped here by their cause.
        </EmptyState>
      }
    >
      <DataTable
        label="Errors by cause"
        columns={[
          toggleColumn<ErrorGroup>(
            (group) => open.has(keyOf(group)),
            toggle,
            ({ cause }) => `Example of ${visibleText(cause)}`,
          ),
          ...columns,
        ]}
        rows={data}
        rowKey={keyOf}
        skeletonRows={5}
        onRow={toggle}
        details={(group) => open.has(keyOf(group)) && <Example group={group} />}
      />
    </ListFrame>
  );
}

function Example({ group: { example } }: { group: ErrorGroup }) {
  const { data } = useQuery({ ...callQuery(example?.callId ?? ''), enabled: example !== undefined });
  if (!example)
    return (
      <Text size="sm" c="dimmed">
        You may see the figures of this error, and not the calls of others.
      </Text>
    );
  return data ? <CallDetails call={data} /> : <Untrusted text={example.error} lines />;
}

const columns: Column<ErrorGroup>[] = [
  {
    key: 'cause',
    title: 'Cause',
    render: ({ cause, tool, server, class: callClass, newSinceDeployment }) => (
      <>
        <Text size="sm" lineClamp={2}>
          <Untrusted text={cause} />
        </Text>
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            <Untrusted text={server} /> · <Untrusted text={tool} /> · {classLabel(callClass)}
          </Text>
          {newSinceDeployment !== null && (
            <Badge size="xs" color="red" variant="light" tt="none">
              new since the live deployment
            </Badge>
          )}
        </Group>
      </>
    ),
  },
  { key: 'count', title: 'Calls', align: 'right', width: 80, render: ({ count }) => count.toLocaleString('en') },
  { key: 'users', title: 'Users', align: 'right', width: 80, from: 'sm', render: ({ users }) => users },
  {
    key: 'first',
    title: 'First seen',
    width: 130,
    from: 'md',
    render: ({ firstSeenAt }) => <RelativeTime at={firstSeenAt} />,
  },
  {
    key: 'last',
    title: 'Last seen',
    width: 130,
    from: 'sm',
    render: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} />,
  },
];
