import { ActionIcon, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ClipboardEvent } from 'react';
import { parseEnv } from '../../../domain/variable.rules.js';
import { newVariable, type VariableRow } from './server-form.js';
import type { StepProps } from './step.js';

/** Environment variables of the server. A pasted `.env` file fills in as many rows as it has lines. */
export function VariableFields({ form: { variables }, edit, problems }: StepProps) {
  const set = (index: number, part: Partial<VariableRow>) =>
    edit({ variables: variables.map((variable, at) => (at === index ? { ...variable, ...part } : variable)) });
  const paste = (index: number) => (event: ClipboardEvent) => {
    const found = parseEnv(event.clipboardData.getData('text'));
    if (!found) return;
    event.preventDefault();
    const rows = found.map(({ name, value }) => newVariable(name, value));
    edit({ variables: [...variables.slice(0, index), ...rows, ...variables.slice(index + 1)] });
  };
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        Environment variables
      </Title>
      <Text size="sm" c="dimmed">
        Settings of the server itself, the same for all its users. Stored encrypted; values are never shown again. You
        can paste a whole .env file into a name.
      </Text>
      {variables.map((variable, index) => (
        <Group key={variable.key} align="flex-start" gap="xs" wrap="nowrap">
          <TextInput
            aria-label={`Name of variable ${index + 1}`}
            placeholder="NAME"
            flex="1 1 40%"
            value={variable.name}
            error={problems[`variables.${index}.name`]}
            onPaste={paste(index)}
            onChange={(event) => set(index, { name: event.currentTarget.value })}
            spellCheck={false}
          />
          <PasswordInput
            aria-label={`Value of variable ${index + 1}`}
            placeholder="value"
            flex="1 1 60%"
            value={variable.value}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': `Show the value of variable ${index + 1}` }}
            onChange={(event) => set(index, { value: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Remove variable ${index + 1}`}
            onClick={() => edit({ variables: variables.filter((_, at) => at !== index) })}
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
          onClick={() => edit({ variables: [...variables, newVariable()] })}
        >
          Add a variable
        </Button>
      </Group>
    </Stack>
  );
}
