import { Alert, Anchor, Autocomplete, Group, Radio, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconBrandGithub, IconGitBranch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { serversQuery } from '../../../api/servers.js';
import { Choice } from './choice.js';
import { suggestedRepository } from './server-form.js';
import type { StepProps } from './step.js';

const visibilities = [
  { value: 'private', label: 'Private' },
  { value: 'internal', label: 'Internal' },
  { value: 'public', label: 'Public' },
];

const accesses = [
  { value: 'organisation', label: 'People of the organisation, after a sign-in' },
  { value: 'public', label: 'Everybody, without a sign-in' },
];

export function BasicsStep({ form, edit, problems }: StepProps) {
  const { data } = useQuery({
    ...serversQuery({ deactivated: true, limit: 100 }),
    enabled: form.repositoryKind === 'existing',
  });
  const known = [
    ...new Set(
      (data?.items ?? []).filter(({ source }) => source.provider === 'git').map(({ source }) => source.repository),
    ),
  ].sort();
  return (
    <Stack maw={720} gap="md">
      <TextInput
        label="Name"
        required
        withAsterisk={false}
        maxLength={100}
        value={form.name}
        error={problems['name']}
        onChange={(event) => edit({ name: event.currentTarget.value })}
        data-autofocus
      />
      <Textarea
        label="Description (optional)"
        autosize
        minRows={2}
        maxLength={2_000}
        value={form.description}
        error={problems['description']}
        onChange={(event) => edit({ description: event.currentTarget.value })}
      />
      <Radio.Group
        label="Source"
        value={form.provider}
        onChange={(provider) => edit({ provider: provider as 'git' | 'github' })}
        error={problems['provider']}
      >
        <Stack gap="xs" mt={4}>
          <Choice
            value="git"
            icon={<IconGitBranch size={18} />}
            title="Built-in git remote"
            description="Push to this Toolyard. Nothing else is needed."
          />
          <Choice
            value="github"
            icon={<IconBrandGithub size={18} />}
            title="GitHub"
            description="Deploy what is pushed to a repository on GitHub."
          />
        </Stack>
      </Radio.Group>
      {form.provider === 'github' && (
        <Alert color="yellow" variant="light">
          GitHub is not connected to this Toolyard. Connect it under{' '}
          <Anchor component={Link} to="/sources" inherit underline="always">
            Source connections
          </Anchor>{' '}
          first, or use the built-in git remote.
        </Alert>
      )}
      <TextInput
        label="Owner"
        value="Your organisation, on this Toolyard"
        readOnly
        description="The built-in git remote has one owner. With GitHub this is the account or organisation."
      />
      <Radio.Group
        label="Repository"
        value={form.repositoryKind}
        onChange={(kind) => edit({ repositoryKind: kind as 'new' | 'existing', repository: '' })}
      >
        <Group gap="lg" mt={4}>
          <Radio value="new" label="A new one" />
          <Radio value="existing" label="One that is there already" />
        </Group>
      </Radio.Group>
      {form.repositoryKind === 'new' ? (
        <TextInput
          label="Repository name"
          description="Letters, digits, -, _ and . Templates to begin with are offered as soon as it exists."
          placeholder={suggestedRepository(form.name) || 'repository'}
          maxLength={200}
          value={form.repository}
          error={problems['repository']}
          onChange={(event) => edit({ repository: event.currentTarget.value })}
          spellCheck={false}
        />
      ) : (
        <Autocomplete
          label="Repository name"
          description="Of another server, or left by one that was deleted."
          data={known}
          maxLength={200}
          value={form.repository}
          error={problems['repository']}
          onChange={(repository) => edit({ repository })}
          spellCheck={false}
        />
      )}
      <Select
        label="Visibility"
        data={visibilities}
        value={form.visibility}
        allowDeselect={false}
        onChange={(visibility) => edit({ visibility: visibility as typeof form.visibility })}
      />
      <Select
        label="Who may call its tools"
        data={accesses}
        value={form.access}
        allowDeselect={false}
        onChange={(access) => edit({ access: access as typeof form.access })}
      />
      {form.access === 'public' && (
        <Text size="sm" c="dimmed">
          Whoever knows the URL can call every tool of this server. Permission groups do not apply.
        </Text>
      )}
    </Stack>
  );
}
