import { Alert, Button, Code, Group, Paper, Stack, Text, UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconChevronRight,
  IconCircleCheck,
  IconCircleX,
  IconPlugConnected,
} from '@tabler/icons-react';
import { useId, useState } from 'react';
import { type CheckStep, type ConnectionCheck as Check, checkConnection } from '../../api/servers/connection-check.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { ErrorState } from '../../ui/frame/states.js';
import { CopyButton } from '../../ui/text/copy-button.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import classes from './connection-check.module.css';
import { byClient, reportOf } from './report.js';

/** Replays the steps of MCP clients that connect. Shows for each step what was answered and how to repair it. */
export function ConnectionCheck({ serverId }: { serverId: string }) {
  const { send, busy, error, result } = useSubmission(() => checkConnection(serverId));
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          Replays the steps of an MCP client that connects, and says which step fails and how to repair it.
        </Text>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlugConnected size={16} />}
          loading={busy}
          onClick={() => send()}
        >
          {result ? 'Check again' : 'Check the connection'}
        </Button>
      </Group>
      <div role="status">{result && <Verdict check={result} />}</div>
      {error !== null && <ErrorState error={error} retry={() => send()} />}
      {result &&
        byClient(result.steps).map(([client, steps]) => (
          <Client key={`${result.checkedAt} ${client}`} client={client} steps={steps} />
        ))}
    </Stack>
  );
}

function Verdict({ check }: { check: Check }) {
  const failed = check.steps.filter(({ ok }) => !ok).length;
  return (
    <Alert
      color={check.ok ? 'green' : 'red'}
      variant="light"
      icon={check.ok ? <IconCircleCheck /> : <IconAlertTriangle />}
      title={check.ok ? 'Clients can connect' : `${failed} of ${check.steps.length} steps failed`}
    >
      <Group gap="xs" justify="space-between">
        <Text size="sm">
          <Untrusted text={check.url} />, checked <RelativeTime at={check.checkedAt} />.
        </Text>
        <CopyButton value={reportOf(check)} label="Copy report" size="xs">
          Copy report
        </CopyButton>
      </Group>
    </Alert>
  );
}

/** The steps of one client; open when one of them failed. */
function Client({ client, steps }: { client: string; steps: CheckStep[] }) {
  const works = steps.every(({ ok }) => ok);
  const [open, setOpen] = useState(!works);
  const id = useId();
  return (
    <Paper withBorder>
      <UnstyledButton
        className={classes['head']}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <IconChevronRight size={16} className={classes['chevron']} data-open={open || undefined} aria-hidden />
        <span className={classes['icon']} data-ok={works} role="img" aria-label={works ? 'Works' : 'Fails'}>
          {works ? <IconCircleCheck size={18} /> : <IconCircleX size={18} />}
        </span>
        <Text size="sm" fw={600} span>
          <Untrusted text={client} />
        </Text>
        <Text size="xs" c="dimmed" span>
          {steps.length === 1 ? 'one step' : `${steps.length} steps`}
        </Text>
      </UnstyledButton>
      {open && (
        <ol className={classes['steps']} id={id}>
          {steps.map((step, index) => (
            <Step key={index} step={step} />
          ))}
        </ol>
      )}
    </Paper>
  );
}

function Step({ step: { ok, name, request, status, got, expected, repair } }: { step: CheckStep }) {
  return (
    <li className={classes['step']}>
      <span className={classes['icon']} data-ok={ok} role="img" aria-label={ok ? 'Works' : 'Fails'}>
        {ok ? <IconCircleCheck size={18} /> : <IconCircleX size={18} />}
      </span>
      <div className={classes['body']}>
        <Text size="sm" fw={500}>
          <Untrusted text={name} />
        </Text>
        <Text size="xs" c="dimmed" component="div">
          <Code>{request.method}</Code> <Untrusted text={request.url} /> {status !== null && <>→ {status}</>}
        </Text>
        {ok ? (
          <Text size="xs" c="dimmed">
            <Untrusted text={got} />
          </Text>
        ) : (
          <dl className={classes['facts']}>
            <dt>Expected</dt>
            <dd>
              <Untrusted text={expected} lines />
            </dd>
            <dt>Got</dt>
            <dd>
              <Untrusted text={got} lines />
            </dd>
            {repair && (
              <>
                <dt>Repair</dt>
                <dd>
                  <strong>
                    <Untrusted text={repair} lines />
                  </strong>
                </dd>
              </>
            )}
          </dl>
        )}
      </div>
    </li>
  );
}
