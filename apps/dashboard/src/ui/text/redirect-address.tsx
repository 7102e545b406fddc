import { Code, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { redirectUriQuery } from '../../api/me/redirect-uri.js';
import { CopyButton } from './copy-button.js';

/** The redirect address for a provider with these endpoints, or what is missing to compute it. */
export function RedirectAddress({ authorizationUrl, tokenUrl }: { authorizationUrl: string; tokenUrl: string }) {
  const address = useQuery(redirectUriQuery(authorizationUrl, tokenUrl)).data?.redirectUri;
  return (
    <Text size="sm" c="dimmed" component="div">
      At the provider, register an application with the redirect address{' '}
      {address ? (
        <Group gap={4} wrap="nowrap" component="span" display="inline-flex">
          <Code>{address}</Code>
          <CopyButton value={address} label="Copy the redirect address" />
        </Group>
      ) : (
        'that is shown here when both addresses below are filled in.'
      )}
    </Text>
  );
}
