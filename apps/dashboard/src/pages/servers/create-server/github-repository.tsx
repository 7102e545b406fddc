import { Alert, Anchor, Autocomplete, Select, TagsInput, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { branchesQuery, githubQuery, repositoriesQuery } from '../../../api/github/github.js';
import type { StepProps } from './step.js';

const typingMs = 250;

/** Owner, repository, branch and watched paths of a server that is deployed from GitHub. */
export function GitHubRepository({ form }: StepProps) {
  const { data } = useQuery(githubQuery);
  const { owner, repository } = form.values;
  const installations = data?.installations ?? [];
  const installation = installations.find(({ account }) => account === owner) ?? installations[0];
  const [search] = useDebouncedValue(repository.slice(repository.indexOf('/') + 1), typingMs);
  const repositories = useQuery({
    ...repositoriesQuery(installation?.id ?? 0, search),
    enabled: installation !== undefined,
    placeholderData: (before) => before,
  });
  const branches = useQuery({
    ...branchesQuery(repository),
    enabled: repositories.data?.includes(repository) ?? false,
  });
  if (data && installations.length === 0) return <NotConnected problem={data.problem} hasApp={data.app !== null} />;
  return (
    <>
      <Select
        label="Owner"
        description="Accounts and organisations that have installed the GitHub App."
        data={installations.map(({ account }) => account)}
        allowDeselect={false}
        value={installation?.account ?? null}
        onChange={(account) => form.setValues({ owner: account ?? '', repository: '' })}
      />
      <Autocomplete
        label="Repository"
        description="Type a part of its name. Only repositories that the App may read are offered."
        placeholder={installation ? `${installation.account}/…` : ''}
        data={repositories.data ?? []}
        filter={({ options }) => options}
        maxLength={200}
        spellCheck={false}
        {...form.getInputProps('repository')}
      />
      <Autocomplete
        label="Branch"
        description="Every push to it is deployed."
        data={branches.data ?? []}
        maxLength={200}
        spellCheck={false}
        {...form.getInputProps('branch')}
      />
      <TextInput
        label="Root folder (optional)"
        description="The folder of the server, such as servers/weather, in a repository with several projects."
        maxLength={200}
        spellCheck={false}
        {...form.getInputProps('rootFolder')}
      />
      <TagsInput
        label="Watched paths (optional)"
        description="Patterns such as servers/weather/**. A push that changes none of them is not deployed."
        maxTags={50}
        {...form.getInputProps('watchPaths')}
      />
    </>
  );
}

function NotConnected({ problem, hasApp }: { problem: string | null; hasApp: boolean }) {
  return (
    <Alert color="yellow" variant="light">
      {problem ??
        (hasApp ? 'The GitHub App is installed on no account yet.' : 'GitHub is not connected to this Toolyard.')}{' '}
      See{' '}
      <Anchor component={Link} to="/sources" inherit underline="always">
        Source connections
      </Anchor>
      , or use the built-in git remote.
    </Alert>
  );
}
