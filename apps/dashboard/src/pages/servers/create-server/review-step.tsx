import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Untrusted } from '../../../ui/text/untrusted.js';
import classes from './review-step.module.css';
import { type ServerForm, suggestedRepository } from './server-form.js';

const methods = { none: 'No authentication', credentials: 'API key / credentials', oauth2: 'OAuth 2.0' };

export function ReviewStep({ form, onEdit }: { form: ServerForm; onEdit: (step: number) => void }) {
  const { oauth } = form;
  return (
    <Stack maw={720} gap="md">
      <Section title="Basic info" onEdit={() => onEdit(0)}>
        <Line label="Name">{form.name.trim()}</Line>
        <Line label="Description">{form.description.trim() || 'None'}</Line>
        <Line label="Source">{form.provider === 'github' ? 'GitHub' : 'Built-in git remote'}</Line>
        <Line label="Repository" note={mayDiffer(form) ? suggestionNote : undefined}>
          {repositoryText(form)}
        </Line>
        {form.provider === 'github' && (
          <>
            <Line label="Branch">{form.branch.trim()}</Line>
            <Line label="Root folder">{form.rootFolder.trim() || 'The repository itself'}</Line>
            <Line label="Watched paths">{form.watchPaths.join(', ') || 'All'}</Line>
          </>
        )}
        <Line label="Who may call">
          {form.access === 'public' ? 'Anyone, without a sign-in' : 'Users of the organisation'}
        </Line>
      </Section>
      <Section title="Authentication" onEdit={() => onEdit(1)}>
        <Line label="Auth method">{methods[form.method]}</Line>
        {form.method === 'credentials' &&
          form.fields.map(({ key, name, label, secret }) => (
            <Line key={key} label={name}>{`${label}${secret ? ' (secret)' : ''}`}</Line>
          ))}
        {form.method === 'oauth2' && (
          <>
            <Line label="Authorization URL">{oauth.authorizationUrl}</Line>
            <Line label="Token URL">{oauth.tokenUrl}</Line>
            <Line label="Client id">{oauth.clientId}</Line>
            <Line label="Client secret">{oauth.clientSecret ? 'Given' : 'None'}</Line>
            <Line label="Scopes">{oauth.scopes.join(' ') || 'None'}</Line>
          </>
        )}
      </Section>
      <Section title="Environment variables" onEdit={() => onEdit(1)}>
        {form.variables.length === 0 ? (
          <Line label="Variables">None</Line>
        ) : (
          form.variables.map(({ key, name, value }) => (
            <Line key={key} label={name}>
              {value === '' ? '(empty)' : '••••••••'}
            </Line>
          ))
        )}
      </Section>
    </Stack>
  );
}

const suggestionNote = 'With a number behind it where another account has a repository of this name.';

/** Whether the platform chooses the name of the repository. */
const mayDiffer = ({ provider, repository }: ServerForm): boolean => provider === 'git' && repository.trim() === '';

function repositoryText({ provider, repository, repositoryKind, name }: ServerForm): string {
  if (provider === 'github') return repository.trim();
  const text = repository.trim() || suggestedRepository(name) || 'named after the slug';
  return repositoryKind === 'new' ? `${text} (new)` : text;
}

function Section({ title, onEdit, children }: { title: string; onEdit: () => void; children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5">
          {title}
        </Title>
        <Button variant="default" size="compact-sm" onClick={onEdit} aria-label={`Edit ${title.toLowerCase()}`}>
          Edit
        </Button>
      </Group>
      <dl className={classes['list']}>{children}</dl>
    </Paper>
  );
}

function Line({ label, children, note }: { label: string; children: string; note?: string }) {
  return (
    <div className={classes['line']}>
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      <Text component="dd" size="sm" m={0}>
        <Untrusted text={children} />
        {note && (
          <Text size="xs" c="dimmed">
            {note}
          </Text>
        )}
      </Text>
    </div>
  );
}
