import { ActionIcon, Button, Group, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ClipboardEvent } from 'react';
import { newVariable, parseEnv, type VariableRow } from '../../../domain/servers/variable.rules.js';
import { SecretArea } from '../../../ui/form/secret-area.js';

/** Rows for variables of a form, in its list `variables`. A pasted `.env` file adds a row for each of its variables. */
export function VariableRows({ form }: { form: UseFormReturnType<any> }) {
  const { variables } = form.values as { variables: VariableRow[] };
  const paste = (index: number) => (event: ClipboardEvent) => {
    const found = parseEnv(event.clipboardData.getData('text'));
    if (!found) return;
    event.preventDefault();
    const rows = found.map(({ name, value }) => newVariable(name, value));
    form.setFieldValue('variables', variables.toSpliced(index, 1, ...rows));
  };
  return (
    <Stack gap="sm">
      {variables.map((variable, index) => (
        <Group key={variable.key} align="flex-start" gap="xs" wrap="nowrap">
          <TextInput
            aria-label={`Name of variable ${index + 1}`}
            placeholder="NAME"
            flex="1 1 40%"
            onPaste={paste(index)}
            spellCheck={false}
            {...form.getInputProps(`variables.${index}.name`)}
          />
          <SecretArea
            aria-label={`Value of variable ${index + 1}`}
            placeholder="value"
            flex="1 1 60%"
            showLabel={`Show the value of variable ${index + 1}`}
            {...form.getInputProps(`variables.${index}.value`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Remove variable ${index + 1}`}
            onClick={() => form.removeListItem('variables', index)}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => form.insertListItem('variables', newVariable())}
        >
          Add a variable
        </Button>
      </Group>
    </Stack>
  );
}
