import { Stack, Text, Title } from '@mantine/core';
import { VariableRows } from '../../variables/variable-rows.js';
import type { StepProps } from '../step.js';

/** Environment variables of the server. */
export function VariableFields({ form }: StepProps) {
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        Environment variables
      </Title>
      <Text size="sm" c="dimmed">
        Settings of the server, the same for all its users. They are stored encrypted, and values are never shown again.
        You can paste a whole .env file into a field for a name.
      </Text>
      <VariableRows form={form} />
    </Stack>
  );
}
