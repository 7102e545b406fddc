import { Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ClipboardEvent, useState } from 'react';
import { variableKeys } from '../../../api/query-keys.js';
import type { Server } from '../../../api/servers/servers.js';
import { setVariable, type Variable } from '../../../api/servers/variables.js';
import { parseEnv, variableNameProblem } from '../../../domain/servers/variable.rules.js';
import { FormEnd } from '../../../ui/form/form-end.js';
import { SecretArea } from '../../../ui/form/secret-area.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { PastedVariablesForm } from './pasted-variables-form.js';
import { restartText } from './restart-text.js';

interface Props {
  server: Server;
  /** The variable to change; null for a new one. */
  name: string | null;
  existing: Variable[];
  onDone: () => void;
}

/** Sets a variable, or those of a `.env` file that is pasted into the field for the name. */
export function VariableForm(props: Props) {
  const [pasted, setPasted] = useState<ReturnType<typeof parseEnv>>(null);
  if (pasted !== null) return <PastedVariablesForm {...props} pasted={pasted} />;
  return <OneVariableForm {...props} onPaste={setPasted} />;
}

interface OneProps extends Props {
  onPaste: (variables: NonNullable<ReturnType<typeof parseEnv>>) => void;
}

function OneVariableForm({ server, name, existing, onDone, onPaste }: OneProps) {
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
  const paste = (event: ClipboardEvent) => {
    const variables = parseEnv(event.clipboardData.getData('text'));
    if (variables === null) return;
    event.preventDefault();
    onPaste(variables);
  };
  return (
    <form onSubmit={form.onSubmit(() => send())}>
      <Stack gap="sm">
        {name === null && (
          <TextInput
            label="Name"
            description={
              exists
                ? 'A variable with this name exists. Its value will be replaced.'
                : 'You can paste a whole .env file here.'
            }
            data-autofocus
            spellCheck={false}
            autoComplete="off"
            onPaste={paste}
            {...form.getInputProps('name')}
            onBlur={() => typed !== '' && form.validateField('name')}
          />
        )}
        <SecretArea
          label={name === null ? 'Value' : 'New value'}
          data-autofocus={name !== null || undefined}
          showLabel="Show the value"
          {...form.getInputProps('value')}
        />
        <FormEnd error={error} busy={busy} action="Store" onCancel={onDone} />
      </Stack>
    </form>
  );
}
