import { Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type PasswordLink, passwordLinkQuery, setPasswordByLink } from '../../../api/me/links.js';
import { unlessSecondStep } from '../../../api/me/second-factor.js';
import { enter } from '../../../api/me/session.js';
import { passwordProblem } from '../../../domain/accounts/account.rules.js';
import { useLinkToken } from '../../../domain/accounts/use-link-token.js';
import { AccountForm, PasswordField } from '../../../ui/form/account-form.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { LinkPage } from '../../../ui/frame/link-page.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

/** Sets a new password through the link that an admin created. */
export function PasswordPage() {
  useDocumentTitle('New password · Toolyard');
  const token = useLinkToken();
  return (
    <LinkPage
      title="New password"
      token={token}
      link={useQuery(passwordLinkQuery(token))}
      incomplete="This link is not complete. Open the whole link, or ask an admin for a new one."
      refused="This link cannot be used"
    >
      {(of, link) => <PasswordForm token={of} link={link} />}
    </LinkPage>
  );
}

function PasswordForm({ token, link: { name, email, expiresAt } }: { token: string; link: PasswordLink }) {
  const navigate = useNavigate();
  const form = useForm({ initialValues: { password: '' }, validate: { password: passwordProblem } });
  const change = async ({ password }: typeof form.values) => {
    // With a second factor the sign-in goes on at its page.
    await setPasswordByLink(token, password).catch(unlessSecondStep);
    await enter();
  };
  const submission = useSubmission(change, {
    form,
    done: 'Your password is changed. All other sessions have ended.',
    onDone: () => navigate({ to: '/', replace: true }),
  });
  return (
    <AccountForm
      form={form}
      submission={submission}
      failed="Your password was not changed"
      action="Change the password"
    >
      <Text size="sm">
        For <Untrusted text={name} /> (<Untrusted text={email} />
        ). The link expires <RelativeTime at={expiresAt} />.
      </Text>
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <PasswordField isNew label="New password" {...form.getInputProps('password')} />
    </AccountForm>
  );
}
