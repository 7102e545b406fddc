import { Button, PasswordInput, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { passwordMinLength } from '@toolyard/contracts';
import { type PasswordLink, passwordLinkQuery, setPasswordByLink } from '../../../api/me/links.js';
import { enter } from '../../../api/me/session.js';
import { passwordProblem } from '../../../domain/accounts/password.rules.js';
import { useLinkToken } from '../../../domain/accounts/use-link-token.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { PublicFrame } from '../../../ui/frame/public-frame.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

/** Sets a new password through the link that an admin created. */
export function PasswordPage() {
  useDocumentTitle('New password · Toolyard');
  const token = useLinkToken();
  const link = useQuery(passwordLinkQuery(token));
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
  const form = useForm({ initialValues: { password: '' }, validate: { password: passwordProblem } });
  const change = async ({ password }: typeof form.values) => {
    await setPasswordByLink(token, password);
    await enter();
  };
  const { error, busy, send } = useSubmission(change, {
    form,
    done: 'Your password is changed. All other sessions have ended.',
    onDone: () => navigate({ to: '/', replace: true }),
  });
  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <Stack gap="sm">
        <Text size="sm">
          For <Untrusted text={name} /> (<Untrusted text={email} />
          ). The link expires <RelativeTime at={expiresAt} />.
        </Text>
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <PasswordInput
          label="New password"
          description={`At least ${passwordMinLength} characters`}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          {...form.getInputProps('password')}
        />
        {error !== null && <ErrorState error={error} title="Your password was not changed" />}
        <Button type="submit" loading={busy}>
          Change the password
        </Button>
      </Stack>
    </form>
  );
}
