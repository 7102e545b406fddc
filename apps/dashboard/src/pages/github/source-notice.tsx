import { Alert } from '@mantine/core';
import { IconBrandGithub } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { sourceQuery } from '../../api/github/github.js';
import type { Server } from '../../api/servers/servers.js';
import { Untrusted } from '../../ui/text/untrusted.js';

/** Says on the pages of a server that GitHub gives no commits at the moment, why, and what to do. */
export function SourceNotice({ server }: { server: Server }) {
  const { data } = useQuery({ ...sourceQuery(server.id), enabled: server.source.provider === 'github' });
  if (!data?.message) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      mb="md"
      icon={<IconBrandGithub />}
      title="Pushes to the repository are not deployed"
    >
      <Untrusted text={data.message} />
    </Alert>
  );
}
