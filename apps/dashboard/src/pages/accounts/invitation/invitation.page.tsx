import { Button, PasswordInput, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { acceptInvitation, type InvitationForMe, readInvitation } from '../../../api/me.js';
import { enter } from '../../../api/session.js';
import { PublicFrame } from '../../../ui/frame/public-frame.js';
import { useLinkToken } from '../../../domain/use-link-token.js';
import { passwordMinLength, passwordProblem } from '../../../domain/password.rules.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

export function InvitationPage() {
  useDocumentTitle('Invitation · Toolyard');
  const token = useLinkToken();
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => readInvitation(token!),
    enabled: token !== null,
  });
  return (
    <PublicFrame>
      <Stack gap="sm">
        <Title order={1} size="h4">
          Join Toolyard
        </Title>
        {token === null ? (
          <Text size="sm">This link is not complete. Open the whole link of your invitation, or ask for it again.</Text>
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
  const [error, setError] = useState<unknown>(null);
  const form = useForm({
    initialValues: { name: '', password: '' },
    validate: { name: (name) => (name.trim() === '' ? 'Enter your name' : null), password: passwordProblem },
  });
  const submit = form.onSubmit(async ({ name, password }) => {
    setError(null);
    try {
      await acceptInvitation(token, { name: name.trim(), password });
      await enter();
      await navigate({ to: '/', replace: true });
    } catch (failure) {
      setError(failure);
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">
          <Untrusted text={invitedBy} /> invited you as {role}. The invitation ends <RelativeTime at={expiresAt} />.
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
        {error !== null && <ErrorState error={error} title="No account was made" />}
        <Button type="submit" loading={form.submitting}>
          Make my account
        </Button>
      </Stack>
    </form>
  );
}
