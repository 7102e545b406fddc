import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { fieldErrors } from '../../api/error.js';
import { type Credential, credentialsQuery, saveCredential } from '../../api/credentials.js';
import { notifyDone } from '../../ui/frame/notify.js';
import { ErrorState } from '../../ui/frame/states.js';
import { visibleText } from '../../format/visible-text.js';
import { changedValues, missingFields } from './credential-values.js';

/** The fields that a server's creator asks for. What is stored is not shown; a field left empty keeps it. */
export function CredentialForm({ credential, onDone }: { credential: Credential; onDone: () => void }) {
  const client = useQueryClient();
  const [values, setValues] = useState<Record<string, string>>({});
  const [asked, setAsked] = useState(false);
  const save = useMutation({
    mutationFn: () => saveCredential(credential.serverId, changedValues(values)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: credentialsQuery.queryKey });
      notifyDone('Your credentials are stored.');
      onDone();
    },
  });
  const missing = missingFields(credential.fields, values);
  const problems = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (missing.length === 0) save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {credential.fields.map(({ name, label, placeholder, secret, set }, index) => {
          const shared = {
            label: visibleText(label || name),
            placeholder: visibleText(set ? 'Stored; leave empty to keep it' : (placeholder ?? '')),
            value: values[name] ?? '',
            onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
              setValues({ ...values, [name]: event.currentTarget.value }),
            error:
              problems[`values.${name}`] ??
              problems[name] ??
              (asked && missing.includes(name) ? 'Fill this in' : undefined),
            'data-autofocus': index === 0 || undefined,
            autoComplete: 'off',
            spellCheck: false,
          };
          return secret ? (
            <PasswordInput
              key={name}
              {...shared}
              visibilityToggleButtonProps={{ 'aria-label': `Show ${shared.label}` }}
            />
          ) : (
            <TextInput key={name} {...shared} />
          );
        })}
        <Text size="xs" c="dimmed">
          The server gets these with each of your calls, and nobody else does.
        </Text>
        {save.error && <ErrorState error={save.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={Object.keys(changedValues(values)).length === 0}>
            Store
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
