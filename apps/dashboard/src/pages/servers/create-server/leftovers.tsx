import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '../../../api/error.js';
import type { Server } from '../../../api/servers.js';
import { PageTitle } from '../../../ui/frame/page-title.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import type { Leftover } from './finish.js';

/** The server exists, but something that belongs to it does not: says what, and tries again. */
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
  const [busy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    const still: Leftover[] = [];
    for (const each of left) await each.again().catch((error: unknown) => still.push({ ...each, error }));
    setBusy(false);
    setLeft(still);
    if (still.length === 0) onDone();
  };
  return (
    <>
      <PageTitle title="Nearly done" />
      <Stack maw={720} role="alert">
        <Text>
          <Untrusted text={server.name} /> was created. These could not be set:
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
          <Button onClick={() => void again()} loading={busy}>
            Try again
          </Button>
          <Button variant="default" onClick={onDone}>
            Go on without
          </Button>
        </Group>
      </Stack>
    </>
  );
}
