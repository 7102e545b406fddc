import { ActionIcon, Button, Checkbox, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type CredentialRow, newField } from './server-form.js';
import type { StepProps } from './step.js';

const most = 20;

/** The fields that each user of the server fills in. */
export function CredentialFields({ form: { fields }, edit, problems }: StepProps) {
  const set = (index: number, part: Partial<CredentialRow>) =>
    edit({ fields: fields.map((field, at) => (at === index ? { ...field, ...part } : field)) });
  return (
    <Stack gap="sm">
      {fields.map((field, index) => (
        <Fieldset key={field.key} legend={`Field ${index + 1}`} p="sm">
          <Group align="flex-start" gap="sm">
            <TextInput
              label="Variable name"
              placeholder="API_KEY"
              flex="1 1 180px"
              maxLength={128}
              value={field.name}
              error={problems[`fields.${index}.name`]}
              onChange={(event) => set(index, { name: event.currentTarget.value })}
              spellCheck={false}
            />
            <TextInput
              label="Label"
              placeholder="API key"
              flex="1 1 180px"
              maxLength={100}
              value={field.label}
              error={problems[`fields.${index}.label`]}
              onChange={(event) => set(index, { label: event.currentTarget.value })}
            />
            <TextInput
              label="Placeholder (optional)"
              placeholder="sk-…"
              flex="1 1 180px"
              maxLength={200}
              value={field.placeholder}
              error={problems[`fields.${index}.placeholder`]}
              onChange={(event) => set(index, { placeholder: event.currentTarget.value })}
            />
          </Group>
          <Group justify="space-between" mt="xs">
            <Checkbox
              label="Secret: never shown again"
              checked={field.secret}
              onChange={(event) => set(index, { secret: event.currentTarget.checked })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove field ${index + 1}`}
              onClick={() => edit({ fields: fields.filter((_, at) => at !== index) })}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        </Fieldset>
      ))}
      {problems['fields'] && (
        <Text size="sm" c="var(--mantine-color-error)">
          {problems['fields']}
        </Text>
      )}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={fields.length >= most}
          onClick={() => edit({ fields: [...fields, newField()] })}
        >
          Add a field
        </Button>
      </Group>
    </Stack>
  );
}
