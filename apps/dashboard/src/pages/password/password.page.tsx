import { Anchor, Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { setPasswordByLink } from '../../api/account.js';
import { PublicFrame } from '../../app/public-frame.js';
import { useLinkToken } from '../../app/use-link-token.js';
import { passwordMinLength, passwordProblem } from '../../parts/password-rules.js';
import { ErrorState } from '../../parts/states.js';

/** A new password through the link that an admin made. */
export function PasswordPage() {
  useDocumentTitle('New password · Toolyard');
  const token = useLinkToken();
  const [done, setDone] = useState(false);
  return (
    <PublicFrame>
      <Stack gap="sm">
        <Title order={1} size="h4">
          New password
        </Title>
        {done ? (
          <Text size="sm" role="status">
            Your password is changed, and every session of yours has ended. <Anchor component={Link} to="/sign-in">Sign in</Anchor> with the new one.
          </Text>
        ) : token ? (
          <PasswordForm token={token} onDone={() => setDone(true)} />
        ) : (
          <Text size="sm">This link is not complete. Open the whole link, or ask an admin for a new one.</Text>
        )}
      </Stack>
    </PublicFrame>
  );
}

function PasswordForm({ token, onDone }: { token: string; onDone: () => void }) {
  const [error, setError] = useState<unknown>(null);
  const form = useForm({ initialValues: { password: '' }, validate: { password: passwordProblem } });
  const submit = form.onSubmit(async ({ password }) => {
    setError(null);
    await setPasswordByLink(token, password).then(onDone, setError);
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <PasswordInput label="New password" description={`At least ${passwordMinLength} characters`} autoComplete="new-password" visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }} {...form.getInputProps('password')} />
        {error !== null && <ErrorState error={error} title="Your password is as it was" />}
        <Button type="submit" loading={form.submitting}>
          Change the password
        </Button>
      </Stack>
    </form>
  );
}
