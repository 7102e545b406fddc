import { Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { acceptInvitation, type InvitationForMe, invitationQuery } from '../../../api/me/links.js';
import { unlessSecondStep } from '../../../api/me/second-factor.js';
import { enter } from '../../../api/me/session.js';
import { nameProblem, passwordProblem } from '../../../domain/accounts/account.rules.js';
import { useLinkToken } from '../../../domain/accounts/use-link-token.js';
import { AccountForm, NameField, PasswordField } from '../../../ui/form/account-form.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { LinkPage } from '../../../ui/frame/link-page.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

export function InvitationPage() {
  useDocumentTitle('Invitation · Toolyard');
  const token = useLinkToken();
  return (
    <LinkPage
      title="Join Toolyard"
      token={token}
      link={useQuery(invitationQuery(token))}
      incomplete="This link is not complete. Open the whole link of your invitation, or ask for a new one."
      refused="This invitation cannot be used"
    >
      {(of, invitation) => <AcceptForm token={of} invitation={invitation} />}
    </LinkPage>
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
    validate: { name: nameProblem, password: passwordProblem },
  });
  const accept = async ({ name, password }: typeof form.values) => {
    // With a required second factor the sign-in goes on at its page.
    await acceptInvitation(token, { name: name.trim(), password }).catch(unlessSecondStep);
    await enter();
    await navigate({ to: '/', replace: true });
  };
  const submission = useSubmission(accept, { form });
  return (
    <AccountForm form={form} submission={submission} failed="No account was created" action="Create my account">
      <Text size="sm">
        <Untrusted text={invitedBy} /> invited you as {role}. The invitation expires <RelativeTime at={expiresAt} />.
      </Text>
      <TextInput label="E-mail" value={email} readOnly autoComplete="username" />
      <NameField {...form.getInputProps('name')} />
      <PasswordField isNew {...form.getInputProps('password')} />
    </AccountForm>
  );
}
