import { PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { variableKeys } from '../../../api/query-keys.js';
import type { Server } from '../../../api/servers/servers.js';
import { setVariable, type Variable } from '../../../api/servers/variables.js';
import { variableNameProblem } from '../../../domain/servers/variable.rules.js';
import { FormEnd } from '../../../ui/form/form-end.js';
import { useSubmission } from '../../../ui/form/use-submission.js';

interface Props {
  server: Server;
  /** The variable to change; null for a new one. */
  name: string | null;
  existing: Variable[];
  onDone: () => void;
}

/** Adds to the notification about a change of variables, when it restarts the server. */
export const restartText = (server: Server): string =>
  server.liveDeploymentId && !server.disabled ? ' New containers are starting.' : '';

/** Sets a variable. */
export function VariableForm({ server, name, existing, onDone }: Props) {
  const form = useForm({
    initialValues: { name: name ?? '', value: '' },
    validate: { name: (typed) => (name === null ? variableNameProblem(typed.trim()) : null) },
  });
  const typed = form.values.name.trim();
  const exists = name === null && existing.some((variable) => variable.name === typed);
  const { send, busy, error } = useSubmission(() => setVariable(server.id, typed, form.values.value), {
    form,
    stale: [variableKeys.ofServer(server.id)],
    done: `${typed} is stored.${restartText(server)}`,
    onDone,
  });
  return (
    <form onSubmit={form.onSubmit(() => send())}>
      <Stack gap="sm">
        {name === null && (
          <TextInput
            label="Name"
            description={exists ? 'A variable with this name exists. Its value will be replaced.' : undefined}
            data-autofocus
            spellCheck={false}
            autoComplete="off"
            {...form.getInputProps('name')}
            onBlur={() => typed !== '' && form.validateField('name')}
          />
        )}
        <PasswordInput
          label={name === null ? 'Value' : 'New value'}
          data-autofocus={name !== null || undefined}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the value' }}
          {...form.getInputProps('value')}
        />
        <FormEnd error={error} busy={busy} action="Store" onCancel={onDone} />
      </Stack>
    </form>
  );
}
