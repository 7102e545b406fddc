import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { useMe } from '../../api/me/session.js';
import { navigation } from '../shell/navigation.js';

function Keys({ keys, children }: { keys: string[]; children: string }) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">{children}</Text>
      <Group gap={4} wrap="nowrap">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </Group>
    </Group>
  );
}

export function HelpDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const sections = navigation(useMe());
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard">
      <Stack gap={6}>
        <Keys keys={['/']}>Search this page, or open the command palette</Keys>
        <Keys keys={['Ctrl', 'K']}>Command palette: pages, servers, actions</Keys>
        <Keys keys={['?']}>This help</Keys>
        {sections.flatMap(({ items }) =>
          items.map(({ key, label }) => (
            <Keys key={key} keys={['g', key]}>
              {`Go to ${label}`}
            </Keys>
          )),
        )}
        <Text size="xs" c="dimmed" mt="sm">
          The API is described at <a href="/api/docs">/api/docs</a>.
        </Text>
      </Stack>
    </Modal>
  );
}
