import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import { IconArrowUp, IconChevronDown, IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ListTitle } from './list-title.js';

/** The whole list as a file. */
export interface ListFile {
  /** Its format. */
  label: string;
  name: string;
  href: string;
}

interface Props {
  title: string;
  /** What the list does not show yet; null for nothing. A click on it reads the list again. */
  news: string | null;
  onNews: () => void;
  /** The usual format first. */
  files: readonly ListFile[];
  /** What the files have that the list does not show. */
  note?: ReactNode;
}

/** Above a list: its title or a button for what is new, and the list as a file. */
export function ListHead({ title, news, onNews, files, note }: Props) {
  const [usual, ...others] = files;
  return (
    <Group justify="space-between" mt="lg" mb={6} mih={30} role="group" aria-label={title}>
      {news === null ? (
        <ListTitle title={title} />
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
        <Button.Group>
          {usual && (
            <Button
              component="a"
              href={usual.href}
              download={usual.name}
              size="compact-sm"
              variant="default"
              leftSection={<IconDownload size={14} />}
            >
              Export {usual.label}
            </Button>
          )}
          {others.length > 0 && <OtherFormats files={others} />}
        </Button.Group>
      </Group>
    </Group>
  );
}

function OtherFormats({ files }: { files: readonly ListFile[] }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" size={26} aria-label="Other formats" bdrs="0 4px 4px 0" ms={-1}>
          <IconChevronDown size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {files.map(({ label, name, href }) => (
          <Menu.Item key={label} component="a" href={href} download={name}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
