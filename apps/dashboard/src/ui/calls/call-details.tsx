import { Alert, Grid, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Call, callQuery } from '../../api/activity/calls.js';
import { shownStatus, type ShownStatus } from '../../api/activity/shown-status.js';
import { exactTime } from '../../format/time.js';
import { ErrorState } from '../frame/states.js';
import { CopyButton } from '../text/copy-button.js';
import { JsonView } from '../text/json-view.js';
import { Untrusted } from '../text/untrusted.js';
import { classLabel } from './call-status.js';

/** The colour of the box for the sentence about a call. Only a failure is red. */
const boxColors: Partial<Record<ShownStatus, string>> = {
  denied: 'yellow',
  needs_sign_in: 'yellow',
  cancelled: 'gray',
};

/** Input, output and error of one call, read when its row is opened. */
export function CallDetails({ call }: { call: Call }) {
  const running = call.status === 'in_progress';
  const { data, error, refetch } = useQuery(callQuery(call.id, running));
  return (
    <Stack gap="sm" py="xs">
      {call.error && (
        <Alert
          color={boxColors[shownStatus(call)] ?? 'red'}
          variant="light"
          icon={<IconAlertCircle />}
          title={classLabel(call.class)}
        >
          <Untrusted text={call.error} lines />
        </Alert>
      )}
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <Grid gap="md">
          <Payload title="Input" value={data?.input} />
          <Payload
            title="Output"
            value={running ? null : data && (data.output ?? '')}
            absent={running ? 'The call is still running.' : 'The call has no output.'}
          />
        </Grid>
      )}
      <Group gap="4px 20px">
        <Fact name="Started">{exactTime(Date.parse(call.startedAt))}</Fact>
        <Fact name="User">
          <Untrusted text={call.user} />
        </Fact>
        <Fact name="Source">
          <Untrusted text={`${call.source} ${call.sourceVersion}`.trim() || '–'} />
        </Fact>
        {!call.error && <Fact name="Outcome">{classLabel(call.class)}</Fact>}
        <Fact name="Call">
          <Untrusted text={call.id} /> <CopyButton value={call.id} label="Copy the id of the call" size="xs" />
        </Fact>
      </Group>
    </Stack>
  );
}

/** `value` is undefined while it is read, and null when there is none. */
function Payload({ title, value, absent }: { title: string; value: string | null | undefined; absent?: string }) {
  return (
    <Grid.Col span={{ base: 12, md: 6 }}>
      <Text size="xs" fw={600} mb={4}>
        {title}
      </Text>
      {shown()}
    </Grid.Col>
  );

  function shown(): ReactNode {
    if (value === undefined) return <Skeleton height={90} />;
    if (value) return <JsonView value={value} label={title.toLowerCase()} />;
    return (
      <Text size="sm" c="dimmed">
        {absent ?? 'Empty.'}
      </Text>
    );
  }
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Text size="xs" component="div">
      <Text span size="xs" c="dimmed">
        {name}:{' '}
      </Text>
      {children}
    </Text>
  );
}
