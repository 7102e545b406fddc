import { Anchor, Code, Radio, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { enter, sessionQuery, setUp } from '../../api/me/session.js';
import { emailProblem, nameProblem, passwordProblem } from '../../domain/accounts/account.rules.js';
import { useLinkToken } from '../../domain/accounts/use-link-token.js';
import { AccountForm, EmailField, NameField, PasswordField } from '../../ui/form/account-form.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { PublicFrame } from '../../ui/frame/public-frame.js';

/** Creates the first account of an installation, through the one-time link that the launcher printed. */
export function SetupPage() {
  useDocumentTitle('Set up Toolyard');
  const token = useLinkToken();
  const { setupRequired } = useSuspenseQuery(sessionQuery).data;
  return (
    <PublicFrame>
      <Stack gap="sm">
        <Title order={1} size="h4">
          Set up Toolyard
        </Title>
        {!setupRequired && <AlreadyDone />}
        {setupRequired && (token ? <SetupForm key={token} token={token} /> : <LinkNeeded />)}
      </Stack>
    </PublicFrame>
  );
}

function AlreadyDone() {
  return (
    <Text size="sm">
      This installation is set up already.{' '}
      <Anchor component={Link} to="/sign-in" inherit underline="always">
        Sign in
      </Anchor>
      , or ask an admin for an invitation.
    </Text>
  );
}

function LinkNeeded() {
  return (
    <>
      <Text size="sm">This installation has no account yet. The person who started it creates the first one.</Text>
      <Text size="sm">
        Open the one-time link that <Code>tools/up</Code> printed. It is also in <Code>toolyard.json</Code> of the data
        folder, as <Code>setupUrl</Code>.
      </Text>
    </>
  );
}

function SetupForm({ token }: { token: string }) {
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { name: '', email: '', password: '', defaultAccess: 'none' as 'none' | 'all' },
    validate: { name: nameProblem, email: emailProblem, password: passwordProblem },
  });
  const create = async ({ name, email, password, defaultAccess }: typeof form.values) => {
    await setUp({ token, name: name.trim(), email: email.trim(), password, defaultAccess });
    await enter();
    await navigate({ to: '/', replace: true });
  };
  const submission = useSubmission(create, { form });
  return (
    <AccountForm form={form} submission={submission} failed="No account was created" action="Set up Toolyard">
      <Text size="sm" c="dimmed">
        Create your account. You will be the admin of this installation and can invite others.
      </Text>
      <NameField {...form.getInputProps('name')} />
      <EmailField {...form.getInputProps('email')} />
      <PasswordField isNew {...form.getInputProps('password')} />
      <Radio.Group
        label="Tools that accounts may call"
        description="You can change it later, in the group Everyone."
        {...form.getInputProps('defaultAccess')}
      >
        <Stack gap={6} mt={6}>
          <Radio value="none" label="By group: none until a permission group allows them" />
          <Radio value="all" label="Open: every tool of every server" />
        </Stack>
      </Radio.Group>
    </AccountForm>
  );
}
