import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ErrorState } from '../frame/states.js';
import { Untrusted } from '../text/untrusted.js';

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What has to be typed: the name of what will be lost. */
  name: string;
  /** What will be lost, and what stays. */
  children: ReactNode;
  action: string;
  onConfirm: () => Promise<unknown>;
}

/** Asks for the name before something is lost for good. A failure is shown and nothing typed is lost. */
export function ConfirmByName(props: Props) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title}>
      <ConfirmForm {...props} />
    </Modal>
  );
}

function ConfirmForm({ onClose, name, children, action, onConfirm }: Props) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const matches = typed.trim() === name.trim();
  const confirm = (event: FormEvent) => {
    event.preventDefault();
    if (!matches || busy) return;
    setBusy(true);
    setError(null);
    onConfirm()
      .then(onClose, setError)
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={confirm}>
      <Stack gap="sm">
        <Text size="sm" component="div">
          {children}
        </Text>
        <TextInput
          label={
            <>
              Type{' '}
              <b>
                <Untrusted text={name} />
              </b>{' '}
              to confirm
            </>
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
          autoComplete="off"
          spellCheck={false}
        />
        {error !== null && <ErrorState error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button color="red" type="submit" disabled={!matches} loading={busy}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
