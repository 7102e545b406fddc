import { Button, Divider, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { IconLogin2 } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { enter, sessionQuery, signIn } from '../../api/session.js';
import { PublicFrame } from '../../ui/frame/public-frame.js';
import { isDashboardPath, safeReturnTo } from '../../domain/return-to.js';
import { emailProblem } from '../../domain/password.rules.js';
import { ErrorState } from '../../ui/frame/states.js';
import { outsideRefusal } from './oidc-refusal.js';

export function SignInPage() {
  useDocumentTitle('Sign in · Toolyard');
  const navigate = useNavigate();
  const { returnTo, error: refused } = useSearch({ strict: false }) as { returnTo?: string; error?: unknown };
  const target = safeReturnTo(returnTo);
  const { data } = useSuspenseQuery(sessionQuery);
  const [error, setError] = useState<unknown>(() => outsideRefusal(refused));
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: { email: emailProblem, password: (password) => (password === '' ? 'Enter your password' : null) },
  });
  if (data.setupRequired) return <Navigate to="/setup" replace />;
  if (data.user && isDashboardPath(target)) return <Navigate to={target} replace />;
  const submit = form.onSubmit(async ({ email, password }) => {
    setError(null);
    try {
      await signIn(email.trim(), password);
      if (!isDashboardPath(target)) return location.assign(target);
      await enter();
      await navigate({ to: target, replace: true });
    } catch (failure) {
      setError(failure);
      form.setFieldValue('password', '');
    }
  });
  return (
    <PublicFrame>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Title order={1} size="h4">
            Sign in
          </Title>
          {data.signIn.oidc && (
            <>
              <Button
                component="a"
                variant="default"
                leftSection={<IconLogin2 size={16} />}
                href={`/api/v1/sign-in/oidc?${new URLSearchParams({ returnTo: target }).toString()}`}
              >
                Continue with {data.signIn.oidc.name}
              </Button>
              <Divider label="or" />
            </>
          )}
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            inputMode="email"
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            {...form.getInputProps('password')}
          />
          {error !== null && <ErrorState error={error} title="You are not signed in" />}
          <Button type="submit" loading={form.submitting}>
            Sign in
          </Button>
          <Text size="xs" c="dimmed">
            Forgotten? An admin of your organisation can make you a link for a new password. Accounts come by
            invitation.
          </Text>
        </Stack>
      </form>
    </PublicFrame>
  );
}
