import { Center, Group, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ColorSchemeButton } from './color-scheme.js';
import iconUrl from './icon.svg';

/** The frame of the pages without a sign-in. */
export function PublicFrame({ children }: { children: ReactNode }) {
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={420} gap="md">
        <Group justify="space-between">
          <Group gap={8}>
            <img src={iconUrl} alt="" width={28} height={28} />
            <Text fw={650} size="xl" component="span">
              Toolyard
            </Text>
          </Group>
          <ColorSchemeButton />
        </Group>
        <Paper withBorder p="lg">
          {children}
        </Paper>
      </Stack>
    </Center>
  );
}
