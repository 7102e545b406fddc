import { Button, PasswordInput, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type PasswordLink, readPasswordLink, setPasswordByLink } from '../../../api/me.js';
import { enter } from '../../../api/session.js';
import { PublicFrame } from '../../../ui/frame/public-frame.js';
import { useLinkToken } from '../../../domain/use-link-token.js';
import { notifyDone } from '../../../ui/frame/notify.js';
import { passwordMinLength, passwordProblem } from '../../../domain/password.rules.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

/** A new password through the link that an admin made. */
export function PasswordPage() {
  useDocumentTitle('New password · Toolyard');
  const token = useLinkToken();
  const link = useQuery({
    queryKey: ['password-link', token],
    queryFn: () => readPasswordLink(token!),
    enabled: token !== null,
  });
  return (
    <PublicFrame>
      <Stack gap="sm">
        <Title order={1} size="h4">
          New password
        </Title>
        {token === null ? (
          <Text size="sm">This link is not complete. Open the whole link, or ask an admin for a new one.</Text>
        ) : link.error ? (
          <ErrorState error={link.error} title="This link cannot be used" />
        ) : link.data ? (
          <PasswordForm token={token} link={link.data} />
        ) : (
          <Skeleton height={180} />
        )}
      </Stack>
    </PublicFrame>
  );
}

function PasswordForm({ token, link: { name, email, expiresAt } }: { token: string; link: PasswordLink }) {
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>(null);
  const form = useForm({ initialValues: { password: '' }, validate: { password: passwordProblem } });
  const submit = form.onSubmit(async ({ password }) => {
    setError(null);
    try {
      await setPasswordByLink(token, password);
      await enter();
      notifyDone('Your password is changed. All other sessions have ended.');
      await navigate({ to: '/', replace: true });
    } catch (failure) {
      setError(failure);
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">
          For <Untrusted text={name} /> (<Untrusted text={email} />
          ). The link ends <RelativeTime at={expiresAt} />.
        </Text>
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <PasswordInput
          label="New password"
          description={`At least ${passwordMinLength} characters`}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          {...form.getInputProps('password')}
        />
        {error !== null && <ErrorState error={error} title="Your password is as it was" />}
        <Button type="submit" loading={form.submitting}>
          Change the password
        </Button>
      </Stack>
    </form>
  );
}
