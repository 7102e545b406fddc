import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { api, bodyOf } from '../../../api/client.js';
import type { Server } from '../../../api/servers.js';
import { CodeBlock } from '../../../ui/text/code-block.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { pushLines, templateLines, tokenPlaceholder } from './push-lines.js';

/** A key that can push to this one server and nothing else. */
const makeToken = async ({ id, slug }: Server): Promise<string> =>
  (await bodyOf(api.POST('/api/v1/api-keys', { body: { name: `Push to ${slug}`, rights: ['deploy'], servers: [id] } })))
    .token;

export function PushStep({ server, pushed }: { server: Server; pushed: boolean }) {
  const [from, setFrom] = useState('mine');
  const [token, setToken] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const { gitUrl, slug } = server;
  if (!gitUrl) return <Text size="sm">A push to the branch main of its repository deploys this server.</Text>;
  const make = () => {
    setBusy(true);
    setError(null);
    makeToken(server)
      .then(setToken, setError)
      .finally(() => setBusy(false));
  };
  const lines = from === 'mine' ? pushLines : (...args: [string, string]) => templateLines(slug, ...args);
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        w="fit-content"
        maw="100%"
        aria-label="What you push"
        value={from}
        onChange={setFrom}
        data={[
          { value: 'mine', label: 'My repository' },
          { value: 'template', label: 'A template' },
        ]}
      />
      <Text size="sm">
        {from === 'mine'
          ? 'In your repository, with your work committed to the branch main. Node and Python are built as they are; a Dockerfile is used when there is one.'
          : 'A server for Node with one tool. Paste it into a terminal.'}
      </Text>
      {token === null ? (
        <Group gap="sm">
          <Button size="xs" leftSection={<IconKey size={14} />} onClick={make} loading={busy}>
            Make a token for the push
          </Button>
          <Text size="xs" c="dimmed">
            An API key that can deploy this server and nothing else. You can revoke it under API keys.
          </Text>
        </Group>
      ) : (
        <Text size="sm" role="status">
          The token is in the lines below. It is shown only now; git remembers it with the remote.
        </Text>
      )}
      {error !== null && <ErrorState error={error} title="No token was made" />}
      <CodeBlock where="Terminal" code={lines(gitUrl, token ?? tokenPlaceholder)} />
      {pushed && (
        <Text size="sm" c="dimmed">
          Pushed. Every further push to main is deployed too.
        </Text>
      )}
    </Stack>
  );
}
