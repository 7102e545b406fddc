import { Stack, Title } from '@mantine/core';
import { useMe } from '../../api/me/session.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { QuotaTable } from '../../ui/quotas/quota-table.js';

/** The quotas of the signed-in account and of the organisation, with how much of each is used. */
export function LimitsPage() {
  const me = useMe();
  return (
    <>
      <PageTitle
        title="Limits"
        description="How much you may have. Those of a server are in its settings; admins change them by the API."
      />
      <Stack gap="xl" maw={760}>
        <QuotaTable label="Limits of your account" subject="account" />
        {me.role !== 'member' && (
          <section>
            <Title order={2} size="h5" mb="sm">
              Organisation
            </Title>
            <QuotaTable label="Limits of the organisation" subject="organisation" />
          </section>
        )}
      </Stack>
    </>
  );
}
