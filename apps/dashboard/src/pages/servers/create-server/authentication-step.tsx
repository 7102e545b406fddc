import { Radio, Stack, Text, Title } from '@mantine/core';
import { Choice } from './choice.js';
import { CredentialFields } from './credential-fields.js';
import { OAuthFields } from './oauth-fields.js';
import { newField } from './server-form.js';
import type { StepProps } from './step.js';
import { VariableFields } from './variable-fields.js';

export function AuthenticationStep(props: StepProps) {
  const { form, edit } = props;
  const choose = (method: string) =>
    edit({
      method: method as typeof form.method,
      fields: method === 'credentials' && form.fields.length === 0 ? [newField()] : form.fields,
    });
  return (
    <Stack maw={860} gap="lg">
      <Stack gap="sm">
        <Title order={2} size="h5">
          Authentication
        </Title>
        <Text size="sm" c="dimmed">
          What each user has to give so that the server can act for them. It cannot be changed later.
        </Text>
        <Radio.Group value={form.method} onChange={choose} aria-label="Auth method">
          <Stack gap="xs">
            <Choice value="none" title="No authentication" description="The server needs nothing from its users." />
            <Choice
              value="credentials"
              title="API key / credentials"
              description="Each user fills in fields that you define. They reach the server as request headers."
            />
            <Choice
              value="oauth2"
              title="OAuth 2.0"
              description="Each user signs in at an upstream provider. The platform keeps the tokens fresh."
            />
          </Stack>
        </Radio.Group>
        {form.method === 'credentials' && <CredentialFields {...props} />}
        {form.method === 'oauth2' && <OAuthFields {...props} />}
      </Stack>
      <VariableFields {...props} />
    </Stack>
  );
}
