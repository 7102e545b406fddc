import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { PublicFrame } from '../ui/frame/public-frame.js';

export function NotFound() {
  useDocumentTitle('Not found · Toolyard');
  return (
    <PublicFrame>
      <Stack gap="sm">
        <Title order={1} size="h4">
          There is no page at this address
        </Title>
        <Text size="sm">
          The link may be old, or its target was deleted.{' '}
          <Anchor component={Link} to="/servers" inherit underline="always">
            Go to the servers
          </Anchor>
        </Text>
      </Stack>
    </PublicFrame>
  );
}
