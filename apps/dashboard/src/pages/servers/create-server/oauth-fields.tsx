import { Fieldset, PasswordInput, Stack, TagsInput, TextInput } from '@mantine/core';
import { RedirectAddress } from '../../../ui/text/redirect-address.js';
import type { ServerForm } from './server-form.js';
import type { StepProps } from './step.js';

/** The upstream provider where each user signs in. */
export function OAuthFields({ form: { oauth }, edit, problems }: StepProps) {
  const set = (part: Partial<ServerForm['oauth']>) => edit({ oauth: { ...oauth, ...part } });
  const text = (name: 'authorizationUrl' | 'tokenUrl' | 'revocationUrl' | 'clientId') => ({
    value: oauth[name],
    error: problems[`oauth.${name}`],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => set({ [name]: event.currentTarget.value }),
    maxLength: name === 'clientId' ? 200 : 2_000,
    spellCheck: false,
    autoComplete: 'off',
  });
  return (
    <Fieldset legend="Upstream provider" p="sm">
      <Stack gap="sm">
        <RedirectAddress authorizationUrl={oauth.authorizationUrl} tokenUrl={oauth.tokenUrl} />
        <TextInput
          label="Authorization URL"
          placeholder="https://id.example.com/authorize"
          type="url"
          {...text('authorizationUrl')}
        />
        <TextInput label="Token URL" placeholder="https://id.example.com/token" type="url" {...text('tokenUrl')} />
        <TextInput label="Revocation URL (optional)" type="url" {...text('revocationUrl')} />
        <TextInput label="Client id" {...text('clientId')} />
        <PasswordInput
          label="Client secret (optional)"
          description="Stored encrypted, never shown again."
          value={oauth.clientSecret}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the client secret' }}
          onChange={(event) => set({ clientSecret: event.currentTarget.value })}
        />
        <TagsInput
          label="Scopes"
          description="Enter after each one."
          splitChars={[',', ' ']}
          maxTags={50}
          value={oauth.scopes}
          error={problems['oauth.scopes']}
          onChange={(scopes) => set({ scopes })}
        />
      </Stack>
    </Fieldset>
  );
}
