import { Button, Divider, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { IconLogin2 } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { type SecondStep, secondStepOf } from '../../api/me/second-factor.js';
import { enter, sessionQuery, signIn } from '../../api/me/session.js';
import { emailProblem } from '../../domain/accounts/account.rules.js';
import { isDashboardPath, safeReturnTo } from '../../domain/accounts/return-to.js';
import { AccountForm, EmailField, PasswordField } from '../../ui/form/account-form.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { PublicFrame } from '../../ui/frame/public-frame.js';
import { SecondStepForm } from './second-step.js';
import { oidcRefusal } from './oidc-refusal.js';

export function SignInPage() {
  useDocumentTitle('Sign in · Toolyard');
  const navigate = useNavigate();
  const { returnTo, error: refused } = useSearch({ strict: false }) as { returnTo?: string; error?: unknown };
  const target = safeReturnTo(returnTo);
  const { data } = useSuspenseQuery(sessionQuery);
  // The answer of the sign-in provider is shown until the first attempt with a password.
  const [refusal, setRefusal] = useState(() => oidcRefusal(refused));
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: { email: emailProblem, password: (password) => (password === '' ? 'Enter your password' : null) },
  });
  const [step, setStep] = useState<SecondStep | null>(null);
  const goOn = async () => {
    if (!isDashboardPath(target)) return location.assign(target);
    await enter();
    await navigate({ to: target, replace: true });
  };
  const submit = async ({ email, password }: typeof form.values) => {
    setRefusal(null);
    try {
      await signIn(email.trim(), password);
    } catch (failure) {
      form.setFieldValue('password', '');
      const second = secondStepOf(failure);
      if (second === null) throw failure;
      return setStep(second);
    }
    await goOn();
  };
  const submission = useSubmission(submit);
  if (data.setupRequired) return <Navigate to="/setup" replace />;
  if (data.user && isDashboardPath(target)) return <Navigate to={target} replace />;
  if (step)
    return (
      <PublicFrame>
        <SecondStepForm step={step} onSignedIn={goOn} onBack={() => setStep(null)} />
      </PublicFrame>
    );
  return (
    <PublicFrame>
      <AccountForm
        form={form}
        submission={{ ...submission, error: submission.error ?? refusal }}
        failed="You are not signed in"
        action="Sign in"
        after={
          <Text size="xs" c="dimmed">
            Forgot your password? An admin of your organisation can create a link for a new one. New accounts need an
            invitation.
          </Text>
        }
      >
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
        <EmailField {...form.getInputProps('email')} />
        <PasswordField {...form.getInputProps('password')} />
      </AccountForm>
    </PublicFrame>
  );
}
