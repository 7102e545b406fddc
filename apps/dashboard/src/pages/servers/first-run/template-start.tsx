import { Button, Group, Radio, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deploymentKeys } from '../../../api/query-keys.js';
import type { Server } from '../../../api/servers/servers.js';
import { beginWithTemplate, type Template, templatesQuery } from '../../../api/servers/templates.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { ErrorState } from '../../../ui/frame/states.js';

/** Commits a template to the empty repository of a server, which is deployed then. */
export function TemplateStart({ server }: { server: Server }) {
  const { data = [] } = useQuery(templatesQuery);
  const [chosen, setChosen] = useState<Template['id']>('node');
  const { send, busy, error } = useSubmission(() => beginWithTemplate(server.id, chosen), {
    stale: [deploymentKeys.all],
    done: 'The template is committed and is being deployed',
  });
  return (
    <Stack gap="sm">
      <Radio.Group label="Template" value={chosen} onChange={(value) => setChosen(value as Template['id'])}>
        <Stack gap="xs" mt="xs">
          {data.map(({ id, title, description }) => (
            <Radio key={id} value={id} label={title} description={description} />
          ))}
        </Stack>
      </Radio.Group>
      {error !== null && <ErrorState error={error} title="Nothing was committed" />}
      <Group>
        <Button size="xs" onClick={() => send()} loading={busy}>
          Commit and deploy it
        </Button>
      </Group>
    </Stack>
  );
}
