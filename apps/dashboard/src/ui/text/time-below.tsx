import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { RelativeTime } from './relative-time.js';

/** On a narrow screen, where a table has no column for the time: the time below the name of a row. */
export const TimeBelow = ({ at, children }: { at: string; children?: ReactNode }) => (
  <Text size="xs" c="dimmed" hiddenFrom="xs">
    {children}
    <RelativeTime at={at} />
  </Text>
);
