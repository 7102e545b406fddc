import { Fieldset, PasswordInput, Stack, TagsInput, TextInput } from '@mantine/core';
import { RedirectAddress } from '../../../../ui/text/redirect-address.js';
import type { StepProps } from '../step.js';

const urlProps = { type: 'url', maxLength: 2_000, spellCheck: false, autoComplete: 'off' };

/** The upstream provider where each user signs in. */
export function OAuthFields({ form }: StepProps) {
  const { authorizationUrl, tokenUrl } = form.values.oauth;
  return (
    <Fieldset legend="Upstream provider" p="sm">
      <Stack gap="sm">
        <RedirectAddress authorizationUrl={authorizationUrl} tokenUrl={tokenUrl} />
        <TextInput
          label="Authorization URL"
          placeholder="https://id.example.com/authorize"
          {...urlProps}
          {...form.getInputProps('oauth.authorizationUrl')}
        />
        <TextInput
          label="Token URL"
          placeholder="https://id.example.com/token"
          {...urlProps}
          {...form.getInputProps('oauth.tokenUrl')}
        />
        <TextInput label="Revocation URL (optional)" {...urlProps} {...form.getInputProps('oauth.revocationUrl')} />
        <TextInput
          label="Client id"
          maxLength={200}
          spellCheck={false}
          autoComplete="off"
          {...form.getInputProps('oauth.clientId')}
        />
        <PasswordInput
          label="Client secret (optional)"
          description="Stored encrypted, never shown again."
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the client secret' }}
          {...form.getInputProps('oauth.clientSecret')}
        />
        <TagsInput
          label="Scopes"
          description="Press Enter after each scope."
          splitChars={[',', ' ']}
          maxTags={50}
          {...form.getInputProps('oauth.scopes')}
        />
      </Stack>
    </Fieldset>
  );
}
