import { Button, Center, Stack } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { ApiError } from '../api/http/error.js';
import { EmptyState, ErrorState } from '../ui/frame/states.js';

const isOldVersion = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);

/** Shown in place of a page that failed. The rest of the dashboard can still be used. */
export function Crash({ error, reset }: ErrorComponentProps) {
  if (isOldVersion(error)) {
    return (
      <EmptyState
        title="Toolyard was updated"
        icon={<IconRefresh size={32} />}
        action={<Button onClick={() => location.reload()}>Reload</Button>}
      >
        This page belongs to an earlier version. Reload it to use the new version.
      </EmptyState>
    );
  }
  return (
    <Center py="xl">
      <Stack maw={560} w="100%">
        <ErrorState error={error} retry={reset} title={error instanceof ApiError ? undefined : 'This page failed'} />
      </Stack>
    </Center>
  );
}
