import { Alert, Button, Collapse, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconBrandGithub } from '@tabler/icons-react';
import { useState } from 'react';
import { beginGitHub } from '../../api/github/connect.js';
import { useMe } from '../../api/me/session.js';
import { isAdmin } from '../../domain/accounts/roles.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { ErrorState } from '../../ui/frame/states.js';

/** Sends an admin to GitHub, which makes the App and leads back. */
export function ConnectGitHub() {
  const me = useMe();
  if (!isAdmin(me)) return <Text size="sm">No GitHub App is connected. An admin connects it on this page.</Text>;
  return <ConnectForm />;
}

function ConnectForm() {
  const [more, setMore] = useState(false);
  const form = useForm({ initialValues: { githubUrl: '', organisation: '' } });
  const begin = async (values: typeof form.values) => {
    const path = await beginGitHub({ githubUrl: values.githubUrl.trim(), organisation: values.organisation.trim() });
    location.assign(path);
  };
  const { send, busy, error } = useSubmission(begin, { form });
  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <Stack gap="sm">
        <Text size="sm">
          GitHub makes an App for this installation, with the right to read code and to write checks and deployments.
          You confirm it there, come back, and install it on the repositories that you deploy.
        </Text>
        {!isPublic(location.hostname) && (
          <Alert color="yellow" variant="light">
            GitHub cannot reach {location.hostname}, so no webhook arrives. Pushes are found within a minute anyway.
          </Alert>
        )}
        <Collapse expanded={more}>
          <Stack gap="sm">
            <TextInput
              label="Organisation"
              description="Empty for an App of your own account. An App can be installed on its owner alone."
              {...form.getInputProps('organisation')}
            />
            <TextInput
              label="Address of GitHub Enterprise Server"
              placeholder="https://github.com"
              {...form.getInputProps('githubUrl')}
            />
          </Stack>
        </Collapse>
        {error !== null && <ErrorState error={error} title="GitHub was not connected" />}
        <Group gap="xs">
          <Button type="submit" loading={busy} leftSection={<IconBrandGithub size={16} />}>
            Connect GitHub
          </Button>
          <Button variant="subtle" onClick={() => setMore(!more)} aria-expanded={more}>
            Organisation or Enterprise Server
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const isPublic = (host: string): boolean => host.includes('.') && !/^(127|10|192\.168)\./.test(host);
