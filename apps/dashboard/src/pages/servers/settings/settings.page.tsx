import { Stack, Title } from '@mantine/core';
import { useMe } from '../../../api/me/session.js';
import { mayManage } from '../../../domain/servers/server.rules.js';
import { useServer } from '../../../domain/servers/use-server.js';
import { NoRight } from '../../../ui/frame/states.js';
import { QuotaTable } from '../../../ui/quotas/quota-table.js';
import { Addresses } from './addresses.js';
import { Authentication } from './authentication.js';
import { Danger } from './danger.js';
import { General } from './general.js';
import { Variables } from './variables.js';

export function SettingsPage() {
  const server = useServer();
  const me = useMe();
  if (!mayManage(me, server))
    return <NoRight what="Changing a server" needs="admins and the developer who created it" />;
  return (
    <Stack gap="xl" maw={760}>
      <Section title="General">
        <General key={server.id} server={server} />
      </Section>
      <Section title="Addresses">
        <Addresses server={server} />
      </Section>
      <Section title="Authentication">
        <Authentication server={server} />
      </Section>
      <Section title="Environment variables">
        <Variables server={server} />
      </Section>
      <Section title="Limits">
        <QuotaTable label="Limits of the server" subject="server" serverId={server.id} />
      </Section>
      <Section title="Disable or delete">
        <Danger server={server} />
      </Section>
    </Stack>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      {children}
    </section>
  );
}
