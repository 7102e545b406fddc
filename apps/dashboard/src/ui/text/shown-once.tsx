import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { CopyButton } from './copy-button.js';

/** A secret that is shown once: the platform does not store it in clear. */
export function ShownOnce({
  value,
  label,
  children,
  onDone,
}: {
  value: string;
  label: string;
  children: React.ReactNode;
  onDone: () => void;
}) {
  return (
    <Stack gap="sm">
      <Alert color="yellow" variant="light" title="Shown only now">
        {children}
      </Alert>
      <Code block aria-label={label} tabIndex={0} role="group">
        {value}
      </Code>
      <Group justify="space-between">
        <CopyButton value={value} label={`Copy ${label}`}>
          Copy
        </CopyButton>
        <Button onClick={onDone}>Done</Button>
      </Group>
      <Text size="xs" c="dimmed">
        Store it in a safe place before you close this.
      </Text>
    </Stack>
  );
}
