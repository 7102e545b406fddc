import { Radio, Stack } from '@mantine/core';
import type { Role } from '@toolyard/contracts';
import { roleTexts } from '../../../domain/accounts/roles.js';

export function RoleChoice({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  return (
    <Radio.Group label="Role" value={value} onChange={(role) => onChange(role as Role)}>
      <Stack gap={6} mt={6}>
        {Object.entries(roleTexts).map(([role, { label, means }]) => (
          <Radio key={role} value={role} label={label} description={means} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
