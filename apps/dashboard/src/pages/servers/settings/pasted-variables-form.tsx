import { Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { variableKeys } from '../../../api/query-keys.js';
import type { Server } from '../../../api/servers/servers.js';
import { setVariable, type Variable } from '../../../api/servers/variables.js';
import { newVariable, variableProblems } from '../../../domain/servers/variable.rules.js';
import { FormEnd } from '../../../ui/form/form-end.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { VariableRows } from '../variables/variable-rows.js';
import { restartText } from './restart-text.js';

interface Props {
  server: Server;
  pasted: { name: string; value: string }[];
  existing: Variable[];
  onDone: () => void;
}

/** Sets the variables of a pasted `.env` file, after a look at them. Those that are stored leave the form. */
export function PastedVariablesForm({ server, pasted, existing, onDone }: Props) {
  const form = useForm({
    initialValues: { variables: pasted.map(({ name, value }) => newVariable(name, value)) },
    validate: ({ variables }) => variableProblems(variables),
  });
  const { variables } = form.values;
  const names = new Set(existing.map(({ name }) => name));
  const replaced = variables.filter(({ name }) => names.has(name)).map(({ name }) => name);
  const store = async () => {
    for (const { name, value } of variables) {
      await setVariable(server.id, name, value);
      form.setFieldValue('variables', (rows) => rows.filter((row) => row.name !== name));
    }
    return variables.length;
  };
  const { send, busy, error } = useSubmission(store, {
    stale: [variableKeys.ofServer(server.id)],
    done: (count) => `${count} ${count === 1 ? 'variable is' : 'variables are'} stored.${restartText(server)}`,
    onDone,
  });
  return (
    <form onSubmit={form.onSubmit(() => send())}>
      <Stack gap="sm">
        <Text size="sm">These variables were in the pasted text.</Text>
        <VariableRows form={form} />
        {replaced.length > 0 && (
          <Text size="sm" c="dimmed">
            These exist, and their values will be replaced: {replaced.join(', ')}.
          </Text>
        )}
        <FormEnd error={error} busy={busy} action="Store" onCancel={onDone} disabled={variables.length === 0} />
      </Stack>
    </form>
  );
}
