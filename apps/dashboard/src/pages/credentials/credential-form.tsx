import { PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type Credential, saveCredential } from '../../api/me/credentials.js';
import { credentialKeys } from '../../api/query-keys.js';
import { visibleText } from '../../format/visible-text.js';
import { FormEnd } from '../../ui/form/form-end.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { changedValues, missingFields } from './credential-values.js';

interface Values {
  values: Record<string, string>;
}

/** The fields that the creator of a server defined. Stored values are not shown; an empty field keeps its value. */
export function CredentialForm({ credential, onDone }: { credential: Credential; onDone: () => void }) {
  const { serverId, fields } = credential;
  const form = useForm<Values>({
    initialValues: { values: Object.fromEntries(fields.map(({ name }) => [name, ''])) },
    validate: ({ values }) =>
      Object.fromEntries(missingFields(fields, values).map((name) => [`values.${name}`, 'Fill in this field'])),
  });
  const { send, busy, error } = useSubmission(({ values }: Values) => saveCredential(serverId, changedValues(values)), {
    form,
    stale: [credentialKeys.all],
    done: 'Your credentials are stored.',
    onDone,
  });
  return (
    <form onSubmit={form.onSubmit(send)}>
      <Stack gap="sm">
        {fields.map((field, index) => (
          <Field
            key={field.name}
            field={field}
            input={{ ...form.getInputProps(`values.${field.name}`), 'data-autofocus': index === 0 || undefined }}
          />
        ))}
        <Text size="xs" c="dimmed">
          The platform sends these values to this server only, with each of your calls.
        </Text>
        <FormEnd
          error={error}
          busy={busy}
          action="Store"
          onCancel={onDone}
          disabled={Object.keys(changedValues(form.values.values)).length === 0}
        />
      </Stack>
    </form>
  );
}

function Field({ field, input }: { field: Credential['fields'][number]; input: object }) {
  const { name, label, placeholder, secret, set } = field;
  const shared = {
    label: visibleText(label || name),
    placeholder: visibleText(set ? 'Stored; leave empty to keep it' : (placeholder ?? '')),
    autoComplete: 'off',
    spellCheck: false,
    ...input,
  };
  return secret ? (
    <PasswordInput {...shared} visibilityToggleButtonProps={{ 'aria-label': `Show ${shared.label}` }} />
  ) : (
    <TextInput {...shared} />
  );
}
