import { Alert, Box, Paper, SimpleGrid, Skeleton, Text, Title } from '@mantine/core';
import { IconCheck, IconHeartBroken } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { healthQuery, type PlatformHealth, type ServiceHealth } from '../../api/platform/health.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { ErrorState } from '../../ui/frame/states.js';
import { type DotColor, StatusDot } from '../../ui/status/status-dot.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { type EngineHealth, engines, enginesOf, type Explanation, explain, services, servicesOf } from './explained.js';

const states: Record<ServiceHealth['status'], { label: string; color: DotColor }> = {
  ok: { label: 'Works', color: 'green' },
  failing: { label: 'Limited', color: 'amber' },
  missing: { label: 'Missing', color: 'red' },
};

/** Which services and engines are missing, what still works without them, and what to do. */
export function HealthPage() {
  return (
    <>
      <PageTitle
        title="Health"
        description="The services of the platform and the engines that they use, checked every few seconds."
      />
      <Answer />
    </>
  );
}

function Answer() {
  const { data, error, refetch, dataUpdatedAt } = useQuery(healthQuery);
  if (data) return <Report health={data} at={dataUpdatedAt} />;
  return error ? <ErrorState error={error} retry={() => void refetch()} /> : <Loading />;
}

function Report({ health, at }: { health: PlatformHealth; at: number }) {
  const missing = [
    ...servicesOf(health)
      .filter(([, { status }]) => status === 'missing')
      .map(([name]) => explain(services, name).name),
    ...enginesOf(health)
      .filter(({ ok }) => !ok)
      .map(({ key }) => explain(engines, key).name),
  ];
  return (
    <>
      <div role="status">
        {health.status === 'ok' ? (
          <Alert color="green" variant="light" icon={<IconCheck />} title="Everything works">
            Checked <RelativeTime at={new Date(at).toISOString()} />.
          </Alert>
        ) : (
          <Alert
            color="red"
            variant="light"
            icon={<IconHeartBroken />}
            title={missing.length > 0 ? `Missing: ${missing.join(', ')}` : 'The platform has a problem'}
          >
            See below what still works and what to do. Nothing that was recorded is lost.
          </Alert>
        )}
      </div>
      <Section title="Engines">
        {enginesOf(health).map((engine) => (
          <Engine key={engine.key} engine={engine} />
        ))}
      </Section>
      <Section title="Services">
        {servicesOf(health).map(([name, service]) => (
          <Service key={name} name={name} service={service} />
        ))}
      </Section>
    </>
  );
}

function Engine({ engine: { key, ok, failing, usedBy } }: { engine: EngineHealth }) {
  const missing = failing.length === usedBy.length ? states.missing : states.failing;
  const state = ok ? states.ok : missing;
  return (
    <Card explanation={explain(engines, key)} state={state} faulty={!ok}>
      {[...new Set(failing.map(({ error }) => error))].map((error) => (
        <Text key={error} size="xs">
          <Untrusted text={error} />
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        Used by {usedBy.map((service) => explain(services, service).name).join(', ')}.
        {!ok &&
          failing.length < usedBy.length &&
          ` Only ${failing.map(({ service }) => explain(services, service).name).join(', ')} cannot reach it.`}
      </Text>
    </Card>
  );
}

function Service({ name, service: { status, checks, error } }: { name: string; service: ServiceHealth }) {
  const unreachable = Object.entries(checks ?? {}).filter(([, { ok }]) => !ok);
  return (
    <Card
      explanation={explain(services, name)}
      state={states[status]}
      faulty={status === 'missing' || (status === 'failing' && unreachable.length === 0)}
    >
      {error && (
        <Text size="xs">
          <Untrusted text={error} />
        </Text>
      )}
      {unreachable.length > 0 && (
        <Text size="xs">Waits for: {unreachable.map(([key]) => explain(engines, key).name).join(', ')}.</Text>
      )}
    </Card>
  );
}

function Card({
  explanation,
  state,
  faulty,
  children,
}: {
  explanation: Explanation;
  state: { label: string; color: DotColor };
  faulty: boolean;
  children?: ReactNode;
}) {
  return (
    <Paper withBorder p="sm">
      <Box display="flex">
        <Title order={3} size="sm" flex={1}>
          {explanation.name}
        </Title>
        <StatusDot color={state.color} label={state.label} />
      </Box>
      <Text size="xs" c="dimmed" mb={4}>
        {explanation.does}
      </Text>
      {children}
      {faulty && (
        <Text size="sm" component="div" mt="xs">
          <p>
            <b>Until then:</b> {explanation.without}
          </p>
          <p>
            <b>What to do:</b> {explanation.repair}
          </p>
        </Text>
      )}
    </Paper>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <Title order={2} size="h5" mt="lg" mb="xs">
        {title}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
        {children}
      </SimpleGrid>
    </>
  );
}

function Loading() {
  return (
    <Box aria-busy="true">
      <Skeleton height={64} mb="lg" />
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
        {Array.from({ length: 9 }, (_, index) => (
          <Skeleton key={index} height={96} />
        ))}
      </SimpleGrid>
    </Box>
  );
}
