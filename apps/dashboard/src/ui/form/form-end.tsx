import { Button, Group } from '@mantine/core';
import { ErrorState } from '../frame/states.js';

interface Props {
  error: unknown;
  busy: boolean;
  action: string;
  onCancel: () => void;
  disabled?: boolean;
}

/** The end of a form in a dialog: why it was refused, and the buttons. */
export function FormEnd({ error, busy, action, onCancel, disabled }: Props) {
  return (
    <>
      {error !== null && <ErrorState error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={disabled}>
          {action}
        </Button>
      </Group>
    </>
  );
}
