import { Alert, Button, Code, EmptyState as Empty, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconLock, IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiError, fieldErrors, isLost } from '../../api/http/error.js';
import { Untrusted } from '../text/untrusted.js';

/** Shown in place of an empty list: why it is empty, and what to do. */
export function EmptyState({
  title,
  children,
  icon,
  action,
}: {
  title: string;
  children?: ReactNode;
  icon?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Empty title={title} description={children} icon={icon} size="md" py="xl">
      {action && <Empty.Actions>{action}</Empty.Actions>}
    </Empty>
  );
}

/** Shown when the role does not allow a page, with whom to ask. */
export function NoRight({ what, needs }: { what: string; needs: string }) {
  return (
    <EmptyState title="Your role does not allow this" icon={<IconLock size={32} />}>
      {what} is for {needs}. An admin of your organisation can change your role under Users.
    </EmptyState>
  );
}

/** A failed request with its sentence and code, in a form or, with `retry`, in place of a page. */
export function ErrorState({ error, retry, title }: { error: unknown; retry?: () => void; title?: string }) {
  const { code, message } = error instanceof ApiError ? error : { code: 'unexpected', message: messageOf(error) };
  const lost = isLost(error);
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={lost ? <IconPlugConnectedX /> : <IconAlertCircle />}
      title={title ?? (lost ? 'No answer' : 'The request failed')}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          <Untrusted text={message} lines />
        </Text>
        <Details error={error} />
        <Text size="xs" c="dimmed">
          Code: <Code>{code}</Code>
        </Text>
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function Details({ error }: { error: unknown }) {
  const problems = Object.values(fieldErrors(error));
  if (problems.length < 2) return null;
  return (
    <ul>
      {problems.map((problem) => (
        <li key={problem}>
          <Untrusted text={problem} />
        </li>
      ))}
    </ul>
  );
}
