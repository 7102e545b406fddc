import { ActionIcon, Button, Checkbox, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { newField } from '../server-form.js';
import type { StepProps } from '../step.js';

const maxFields = 20;

/** The fields that each user of the server fills in. */
export function CredentialFields({ form }: StepProps) {
  const { fields } = form.values;
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
              spellCheck={false}
              {...form.getInputProps(`fields.${index}.name`)}
            />
            <TextInput
              label="Label"
              placeholder="API key"
              flex="1 1 180px"
              maxLength={100}
              {...form.getInputProps(`fields.${index}.label`)}
            />
            <TextInput
              label="Placeholder (optional)"
              placeholder="sk-…"
              flex="1 1 180px"
              maxLength={200}
              {...form.getInputProps(`fields.${index}.placeholder`)}
            />
          </Group>
          <Group justify="space-between" mt="xs">
            <Checkbox
              label="Secret: never shown again"
              {...form.getInputProps(`fields.${index}.secret`, { type: 'checkbox' })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove field ${index + 1}`}
              onClick={() => form.removeListItem('fields', index)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        </Fieldset>
      ))}
      {form.errors['fields'] && (
        <Text size="sm" c="var(--mantine-color-error)">
          {form.errors['fields']}
        </Text>
      )}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={fields.length >= maxFields}
          onClick={() => form.insertListItem('fields', newField())}
        >
          Add a field
        </Button>
      </Group>
    </Stack>
  );
}
