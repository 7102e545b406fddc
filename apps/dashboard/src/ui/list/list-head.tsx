import { Button, Group, Text } from '@mantine/core';
import { IconArrowUp, IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** What the list does not show yet; null for nothing. A click on it reads the list again. */
  news: string | null;
  onNews: () => void;
  /** The address and the name of the file with the whole list. */
  file: { href: string; name: string };
  /** What the file has that the list does not show. */
  note?: ReactNode;
}

/** Above a list: its title or a button for what is new, and the list as a file. */
export function ListHead({ title, news, onNews, file, note }: Props) {
  return (
    <Group justify="space-between" mt="lg" mb={6} mih={30} role="group" aria-label={title}>
      {news === null ? (
        <Text size="sm" fw={600} component="h2" m={0}>
          {title}
        </Text>
      ) : (
        <Button size="compact-sm" variant="light" leftSection={<IconArrowUp size={14} />} onClick={onNews}>
          {news}
        </Button>
      )}
      <Group gap="xs">
        {note && (
          <Text size="xs" c="dimmed">
            {note}
          </Text>
        )}
        <Button
          component="a"
          href={file.href}
          download={file.name}
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} />}
        >
          Export CSV
        </Button>
      </Group>
    </Group>
  );
}
