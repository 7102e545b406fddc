import { ActionIcon, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ClipboardEvent } from 'react';
import { parseEnv } from '../../../../domain/servers/variable.rules.js';
import { newVariable } from '../server-form.js';
import type { StepProps } from '../step.js';

/** Environment variables of the server. Pasting a `.env` file adds a row for each of its lines. */
export function VariableFields({ form }: StepProps) {
  const { variables } = form.values;
  const paste = (index: number) => (event: ClipboardEvent) => {
    const found = parseEnv(event.clipboardData.getData('text'));
    if (!found) return;
    event.preventDefault();
    const rows = found.map(({ name, value }) => newVariable(name, value));
    form.setFieldValue('variables', variables.toSpliced(index, 1, ...rows));
  };
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        Environment variables
      </Title>
      <Text size="sm" c="dimmed">
        Settings of the server, the same for all its users. They are stored encrypted, and values are never shown again.
        You can paste a whole .env file into a field for a name.
      </Text>
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
          <PasswordInput
            aria-label={`Value of variable ${index + 1}`}
            placeholder="value"
            flex="1 1 60%"
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': `Show the value of variable ${index + 1}` }}
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
