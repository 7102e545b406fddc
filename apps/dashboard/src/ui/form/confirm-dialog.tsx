import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ErrorState } from '../frame/states.js';
import { Untrusted } from '../text/untrusted.js';
import { type SubmissionOptions, useSubmission } from './use-submission.js';

interface Props extends Pick<SubmissionOptions<void, unknown>, 'stale' | 'done'> {
  opened: boolean;
  /** The dialog was cancelled, or the action is done. */
  onClose: () => void;
  title: string;
  /** What will happen, what will be lost, and what stays. */
  children: ReactNode;
  action: string;
  /** The button that changes nothing. */
  keep?: string;
  /** For an action that removes nothing. */
  harmless?: boolean;
  /** The name of what will be lost for good. It has to be typed before the action can be confirmed. */
  typedName?: string;
  onConfirm: () => unknown;
}

/** Asks before an action. A failure is shown, and the dialog stays open. */
export function ConfirmDialog(props: Props) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title}>
      <ConfirmForm {...props} />
    </Modal>
  );
}

function ConfirmForm(props: Props) {
  const { onClose, children, action, keep = 'Keep it', harmless = false, typedName, onConfirm, stale, done } = props;
  const [typed, setTyped] = useState('');
  const { send, busy, error } = useSubmission(async () => onConfirm(), { stale, done, onDone: onClose });
  const confirmed = typedName === undefined || typed.trim() === typedName.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (confirmed && !busy) send();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" component="div">
          {children}
        </Text>
        {typedName !== undefined && <NameInput name={typedName} typed={typed} onType={setTyped} />}
        {error !== null && <ErrorState error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button
            variant="default"
            onClick={onClose}
            data-autofocus={(!harmless && typedName === undefined) || undefined}
          >
            {keep}
          </Button>
          <Button
            color={harmless ? undefined : 'red'}
            type="submit"
            disabled={!confirmed}
            loading={busy}
            data-autofocus={harmless || undefined}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function NameInput({ name, typed, onType }: { name: string; typed: string; onType: (text: string) => void }) {
  return (
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
      onChange={(event) => onType(event.currentTarget.value)}
      data-autofocus
      autoComplete="off"
      spellCheck={false}
    />
  );
}
