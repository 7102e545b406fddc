import { Autocomplete, Group, Radio, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconBrandGithub, IconGitBranch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { serversQuery } from '../../../api/servers/servers.js';
import { ChoiceCard } from '../../../ui/form/choice-card.js';
import { GitHubRepository } from './github-repository.js';
import { suggestedRepository } from './server-form.js';
import type { StepProps } from './step.js';

const accesses = [
  { value: 'organisation', label: 'Users of the organisation, after a sign-in' },
  { value: 'public', label: 'Anyone, without a sign-in' },
];

export function BasicsStep({ form }: StepProps) {
  const { access } = form.values;
  return (
    <Stack maw={720} gap="md">
      <TextInput
        label="Name"
        required
        withAsterisk={false}
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Textarea
        label="Description (optional)"
        autosize
        minRows={2}
        maxLength={2_000}
        {...form.getInputProps('description')}
      />
      <Radio.Group
        label="Source"
        value={form.values.provider}
        onChange={(provider) => form.setValues({ provider: provider as 'git' | 'github', repository: '' })}
      >
        <Stack gap="xs" mt={4}>
          <ChoiceCard
            value="git"
            icon={<IconGitBranch size={18} />}
            title="Built-in git remote"
            description="Push to this Toolyard. It needs no other service."
          />
          <ChoiceCard
            value="github"
            icon={<IconBrandGithub size={18} />}
            title="GitHub"
            description="Deploy pushes to a repository on GitHub."
          />
        </Stack>
      </Radio.Group>
      {form.values.provider === 'github' ? <GitHubRepository form={form} /> : <BuiltInRepository form={form} />}
      <Select label="Who may call its tools" data={accesses} allowDeselect={false} {...form.getInputProps('access')} />
      {access === 'public' && (
        <Text size="sm" c="dimmed">
          Anyone who knows the URL can call all tools of this server. Permission groups do not apply.
        </Text>
      )}
    </Stack>
  );
}

/** The repository of the built-in git remote. */
function BuiltInRepository({ form }: StepProps) {
  const { name, repositoryKind } = form.values;
  const { data } = useQuery({
    ...serversQuery({ deactivated: true, limit: 100 }),
    enabled: repositoryKind === 'existing',
  });
  const repositories = [
    ...new Set(
      (data?.items ?? []).filter(({ source }) => source.provider === 'git').map(({ source }) => source.repository),
    ),
  ].sort();
  return (
    <>
      <Radio.Group
        label="Repository"
        value={repositoryKind}
        onChange={(kind) => form.setValues({ repositoryKind: kind as 'new' | 'existing', repository: '' })}
      >
        <Group gap="lg" mt={4}>
          <Radio value="new" label="New repository" />
          <Radio value="existing" label="Existing repository" />
        </Group>
      </Radio.Group>
      {repositoryKind === 'new' ? (
        <TextInput
          label="Repository name"
          description="Letters, digits, -, _ and . Templates are offered after the repository is created."
          placeholder={suggestedRepository(name) || 'repository'}
          maxLength={200}
          spellCheck={false}
          {...form.getInputProps('repository')}
        />
      ) : (
        <Autocomplete
          label="Repository name"
          description="The repository of another server, or of a deleted one."
          data={repositories}
          maxLength={200}
          spellCheck={false}
          {...form.getInputProps('repository')}
        />
      )}
    </>
  );
}
