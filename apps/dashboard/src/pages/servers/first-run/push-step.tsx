import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { createApiKey } from '../../../api/access/api-keys.js';
import { apiKeyKeys } from '../../../api/query-keys.js';
import type { Server } from '../../../api/servers/servers.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { CodeBlock } from '../../../ui/text/code-block.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { TemplateStart } from './template-start.js';
import { cloneLine, pushLines, templateLines } from './push-lines.js';

/** Creates an API key that can deploy this server and do nothing else. */
const createToken = ({ id, slug }: Server) =>
  createApiKey({ name: `Push to ${slug}`, rights: ['deploy'], servers: [id] });

const texts = {
  mine:
    'In your repository, with your work committed. The current branch is pushed to the branch main of the server. ' +
    'Node and Python projects need no Dockerfile; if there is one, it is used.',
  template: 'A server for Node with one tool. Paste it into a terminal.',
  begin: 'It becomes the first commit here and is deployed. Clone it afterwards and push your changes.',
};

export function PushStep({ server, pushed }: { server: Server; pushed: boolean }) {
  const [from, setFrom] = useState<keyof typeof texts>('mine');
  const { send, busy, error, result } = useSubmission(() => createToken(server), { stale: [apiKeyKeys.all] });
  const { gitUrl, slug } = server;
  if (!gitUrl)
    return (
      <Text size="sm">
        Its repository is on GitHub: the head of the branch <Untrusted text={server.source.branch ?? 'main'} /> is
        deployed, and every push to it.
      </Text>
    );
  const lines = {
    mine: pushLines,
    template: (...args: [string, string | null]) => templateLines(slug, ...args),
    begin: cloneLine,
  }[from];
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        w="fit-content"
        maw="100%"
        aria-label="What you push"
        value={from}
        onChange={(value) => setFrom(value as keyof typeof texts)}
        data={[
          { value: 'mine', label: 'My repository' },
          { value: 'template', label: 'A template' },
          { value: 'begin', label: 'Template in one click' },
        ]}
      />
      <Text size="sm">
        {texts[from]} The repository of this server is{' '}
        <b>
          <Untrusted text={server.source.repository} />
        </b>
        .
      </Text>
      {from === 'begin' && !pushed && <TemplateStart server={server} />}
      {result === undefined ? (
        <Group gap="sm">
          <Button size="xs" leftSection={<IconKey size={14} />} onClick={() => send()} loading={busy}>
            Create a token for the push
          </Button>
          <Text size="xs" c="dimmed">
            An API key that can deploy this server and nothing else. You can revoke it under My API keys. Without it,
            git asks for a user name, which can be anything, and for a password: an API key with the right to deploy.
          </Text>
        </Group>
      ) : (
        <Text size="sm" role="status">
          The token is in the commands below. It is shown only now; git stores it with the remote.
        </Text>
      )}
      {error !== null && <ErrorState error={error} title="No token was created" />}
      <CodeBlock where="Terminal" code={lines(gitUrl, result?.token ?? null)} />
      {pushed && (
        <Text size="sm" c="dimmed">
          Pushed. Every further push to main is deployed too.
        </Text>
      )}
    </Stack>
  );
}
