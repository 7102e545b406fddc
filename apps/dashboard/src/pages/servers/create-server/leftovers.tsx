import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '../../../api/http/error.js';
import type { Server } from '../../../api/servers/servers.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { PageTitle } from '../../../ui/frame/page-title.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { type Leftover, retry } from './finish.js';

/** The settings of a new server that could not be set, and a button that tries again. */
export function Leftovers({
  server,
  leftovers,
  onDone,
}: {
  server: Server;
  leftovers: Leftover[];
  onDone: () => void;
}) {
  const [left, setLeft] = useState(leftovers);
  const { send, busy } = useSubmission(() => retry(left), {
    onDone: (failed) => {
      setLeft(failed);
      if (failed.length === 0) onDone();
    },
  });
  return (
    <>
      <PageTitle title="Almost done" />
      <Stack maw={720} role="alert">
        <Text>
          <Untrusted text={server.name} /> was created. These settings could not be stored:
        </Text>
        <List>
          {left.map(({ name, error }) => (
            <List.Item key={name}>
              <b>{name}</b>:{' '}
              <Untrusted text={error instanceof ApiError ? `${error.message} (${error.code})` : String(error)} />
            </List.Item>
          ))}
        </List>
        <Group>
          <Button onClick={() => send()} loading={busy}>
            Try again
          </Button>
          <Button variant="default" onClick={onDone}>
            Continue without them
          </Button>
        </Group>
      </Stack>
    </>
  );
}
