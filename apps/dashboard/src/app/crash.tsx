import { Button, Center, Stack } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { EmptyState, ErrorState } from '../ui/frame/states.js';
import { ApiError } from '../api/error.js';

const isOldVersion = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);

/** Shown in place of a page that cannot be shown; the rest of the dashboard stays usable. */
export function Crash({ error, reset }: ErrorComponentProps) {
  if (isOldVersion(error)) {
    return (
      <EmptyState
        title="Toolyard was updated"
        icon={<IconRefresh size={32} />}
        action={<Button onClick={() => location.reload()}>Reload</Button>}
      >
        This page belongs to the version before. Reload to go on with the new one.
      </EmptyState>
    );
  }
  return (
    <Center py="xl">
      <Stack maw={560} w="100%">
        <ErrorState
          error={error}
          retry={reset}
          title={error instanceof ApiError ? undefined : 'This page has a fault'}
        />
      </Stack>
    </Center>
  );
}
