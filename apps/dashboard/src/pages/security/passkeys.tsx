import { Button, Group, List, Modal, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { addPasskey, type Passkey, removePasskey } from '../../api/me/passkeys.js';
import { secondFactorKeys } from '../../api/query-keys.js';
import { AccountForm } from '../../ui/form/account-form.js';
import { ConfirmDialog } from '../../ui/form/confirm-dialog.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { RecoveryCodes } from '../../ui/second-factor/enrolment-form.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';

const stale = [secondFactorKeys.all];

/** The passkeys of the signed-in user. */
export function Passkeys({ passkeys, possible }: { passkeys: Passkey[]; possible: boolean }) {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  return (
    <Stack gap="sm" align="flex-start">
      <Title order={2} size="h5">
        Passkeys
      </Title>
      <Text size="sm">
        A passkey takes the place of a code: a fingerprint, a face or a PIN of your device, or a security key.
      </Text>
      {passkeys.length > 0 && (
        <List listStyleType="none" spacing="xs">
          {passkeys.map((passkey) => (
            <List.Item key={passkey.id}>
              <Group gap="xs">
                <Text size="sm">
                  <Untrusted text={passkey.name} />, since <RelativeTime at={passkey.createdAt} />, last used{' '}
                  <RelativeTime at={passkey.lastUsedAt} empty="never" />
                </Text>
                <Button
                  size="xs"
                  variant="light"
                  color="red"
                  aria-label={`Remove the passkey ${passkey.name}`}
                  onClick={() => setRemoving(passkey)}
                >
                  Remove
                </Button>
              </Group>
            </List.Item>
          ))}
        </List>
      )}
      {possible ? (
        <Button variant="default" onClick={() => setAdding(true)}>
          Add a passkey
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          Browsers take passkeys only at an https address with a name, which this platform does not have.
        </Text>
      )}
      <Modal opened={adding} onClose={() => setAdding(false)} title="Add a passkey">
        {adding && <Add onDone={() => setAdding(false)} />}
      </Modal>
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title="Remove this passkey?"
        action="Remove"
        onConfirm={() => removePasskey(removing!.id)}
        stale={stale}
      >
        It works no more. Without another passkey and an authenticator app, your password alone is enough again.
      </ConfirmDialog>
    </Stack>
  );
}

function Add({ onDone }: { onDone: () => void }) {
  const [codes, setCodes] = useState<string[]>([]);
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: (name) => (name.trim() === '' ? 'Enter a name, such as the device' : null) },
  });
  const submission = useSubmission(({ name }: typeof form.values) => addPasskey(name.trim()), {
    stale,
    onDone: (made) => (made.length === 0 ? onDone() : setCodes(made)),
  });
  if (codes.length > 0) return <RecoveryCodes codes={codes} onDone={onDone} />;
  return (
    <AccountForm form={form} submission={submission} failed="The passkey was not added" action="Add">
      <TextInput label="Name" maxLength={60} data-autofocus {...form.getInputProps('name')} />
    </AccountForm>
  );
}
