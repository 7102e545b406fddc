import { Button, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import {
  beginRequired,
  confirmRequired,
  type Enrolment,
  type SecondStep,
  signInWithCode,
} from '../../api/me/second-factor.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { ErrorState } from '../../ui/frame/states.js';
import { CodeForm } from '../../ui/second-factor/code-form.js';
import { EnrolmentForm } from '../../ui/second-factor/enrolment-form.js';

/** The sign-in after the password: a code, or the set-up of a second factor that the organisation requires. */
export function SecondStepForm({
  step,
  onSignedIn,
  onBack,
}: {
  step: SecondStep;
  onSignedIn: () => Promise<void>;
  onBack: () => void;
}) {
  return (
    <Stack gap="sm">
      {step.missing === 'code' ? (
        <CodeStep ticket={step.ticket} onSignedIn={onSignedIn} />
      ) : (
        <EnrolmentStep ticket={step.ticket} onSignedIn={onSignedIn} />
      )}
      <Button variant="subtle" onClick={onBack}>
        Begin again
      </Button>
    </Stack>
  );
}

function CodeStep({ ticket, onSignedIn }: { ticket: string; onSignedIn: () => Promise<void> }) {
  return (
    <CodeForm
      action="Sign in"
      failed="You are not signed in"
      work={(code) => signInWithCode(ticket, code)}
      onDone={onSignedIn}
    >
      <Title order={1} size="h4">
        Enter a code
      </Title>
      <Text size="sm" c="dimmed">
        Your authenticator app shows six digits. Without it, enter a recovery code.
      </Text>
    </CodeForm>
  );
}

function EnrolmentStep({ ticket, onSignedIn }: { ticket: string; onSignedIn: () => Promise<void> }) {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const { error, busy, send } = useSubmission(() => beginRequired(ticket), { onDone: setEnrolment });
  return (
    <Stack gap="sm">
      <Title order={1} size="h4">
        Set up a second factor
      </Title>
      <Text size="sm" c="dimmed">
        Your organisation requires it for signing in with a password.
      </Text>
      {enrolment ? (
        <EnrolmentForm
          enrolment={enrolment}
          confirm={(sealed, code) => confirmRequired(ticket, sealed, code)}
          onDone={() => void onSignedIn()}
        />
      ) : (
        <Button loading={busy} onClick={() => send()}>
          Set up
        </Button>
      )}
      {error !== null && <ErrorState error={error} title="You are not signed in" />}
    </Stack>
  );
}
