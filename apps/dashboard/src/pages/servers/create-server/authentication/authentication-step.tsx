import { Radio, Stack, Text, Title } from '@mantine/core';
import { ChoiceCard } from '../../../../ui/form/choice-card.js';
import { newField, type ServerForm } from '../server-form.js';
import type { StepProps } from '../step.js';
import { CredentialFields } from './credential-fields.js';
import { OAuthFields } from './oauth-fields.js';
import { VariableFields } from './variable-fields.js';

export function AuthenticationStep({ form }: StepProps) {
  const { method, fields } = form.values;
  const choose = (chosen: string) =>
    form.setValues({
      method: chosen as ServerForm['method'],
      fields: chosen === 'credentials' && fields.length === 0 ? [newField()] : fields,
    });
  return (
    <Stack maw={860} gap="lg">
      <Stack gap="sm">
        <Title order={2} size="h5">
          Authentication
        </Title>
        <Text size="sm" c="dimmed">
          What each user has to provide so that the server can act for them. It cannot be changed later.
        </Text>
        <Radio.Group value={method} onChange={choose} aria-label="Auth method">
          <Stack gap="xs">
            <ChoiceCard value="none" title="No authentication" description="The server needs nothing from its users." />
            <ChoiceCard
              value="credentials"
              title="API key / credentials"
              description="Each user fills in fields that you define. The values reach the server as request headers."
            />
            <ChoiceCard
              value="oauth2"
              title="OAuth 2.0"
              description="Each user signs in at an upstream provider. The platform refreshes the tokens."
            />
          </Stack>
        </Radio.Group>
        {method === 'credentials' && <CredentialFields form={form} />}
        {method === 'oauth2' && <OAuthFields form={form} />}
      </Stack>
      <VariableFields form={form} />
    </Stack>
  );
}
