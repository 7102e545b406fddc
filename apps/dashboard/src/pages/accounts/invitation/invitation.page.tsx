import { Button, PasswordInput, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { passwordMinLength } from '@toolyard/contracts';
import { acceptInvitation, type InvitationForMe, invitationQuery } from '../../../api/me/links.js';
import { enter } from '../../../api/me/session.js';
import { passwordProblem } from '../../../domain/accounts/password.rules.js';
import { useLinkToken } from '../../../domain/accounts/use-link-token.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { PublicFrame } from '../../../ui/frame/public-frame.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

export function InvitationPage() {
  useDocumentTitle('Invitation · Toolyard');
  const token = useLinkToken();
  const invitation = useQuery(invitationQuery(token));
  return (
    <PublicFrame>
      <Stack gap="sm">
        <Title order={1} size="h4">
          Join Toolyard
        </Title>
        {token === null ? (
          <Text size="sm">
            This link is not complete. Open the whole link of your invitation, or ask for a new one.
          </Text>
        ) : invitation.error ? (
          <ErrorState error={invitation.error} title="This invitation cannot be used" />
        ) : invitation.data ? (
          <AcceptForm token={token} invitation={invitation.data} />
        ) : (
          <Skeleton height={280} />
        )}
      </Stack>
    </PublicFrame>
  );
}

function AcceptForm({
  token,
  invitation: { email, role, invitedBy, expiresAt },
}: {
  token: string;
  invitation: InvitationForMe;
}) {
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { name: '', password: '' },
    validate: { name: (name) => (name.trim() === '' ? 'Enter your name' : null), password: passwordProblem },
  });
  const accept = async ({ name, password }: typeof form.values) => {
    await acceptInvitation(token, { name: name.trim(), password });
    await enter();
    await navigate({ to: '/', replace: true });
  };
  const { error, busy, send } = useSubmission(accept, { form });
  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <Stack gap="sm">
        <Text size="sm">
          <Untrusted text={invitedBy} /> invited you as {role}. The invitation expires <RelativeTime at={expiresAt} />.
        </Text>
        <TextInput label="E-mail" value={email} readOnly autoComplete="username" />
        <TextInput label="Your name" autoComplete="name" maxLength={100} {...form.getInputProps('name')} />
        <PasswordInput
          label="Password"
          description={`At least ${passwordMinLength} characters`}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          {...form.getInputProps('password')}
        />
        {error !== null && <ErrorState error={error} title="No account was created" />}
        <Button type="submit" loading={busy}>
          Create my account
        </Button>
      </Stack>
    </form>
  );
}
