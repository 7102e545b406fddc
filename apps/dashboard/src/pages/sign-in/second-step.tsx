import { Button, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { askPasskeyAtSignIn } from '../../api/me/passkeys.js';
import {
  beginRequired,
  confirmRequired,
  type Enrolment,
  type SecondStep,
  signInWith,
} from '../../api/me/second-factor.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { ErrorState } from '../../ui/frame/states.js';
import { EnrolmentForm } from '../../ui/second-factor/enrolment-form.js';
import { ProofForm } from '../../ui/second-factor/proof-form.js';

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
        <ProofStep step={step} onSignedIn={onSignedIn} />
      ) : (
        <EnrolmentStep ticket={step.ticket} onSignedIn={onSignedIn} />
      )}
      <Button variant="subtle" onClick={onBack}>
        Begin again
      </Button>
    </Stack>
  );
}

function ProofStep({ step, onSignedIn }: { step: SecondStep; onSignedIn: () => Promise<void> }) {
  return (
    <ProofForm
      passkeys={step.passkeys}
      ask={() => askPasskeyAtSignIn(step.ticket)}
      use={(proof) => signInWith(step.ticket, proof)}
      action="Sign in"
      failed="You are not signed in"
      onDone={onSignedIn}
    >
      <Title order={1} size="h4">
        {step.passkeys ? 'Use your second factor' : 'Enter a code'}
      </Title>
      <Text size="sm" c="dimmed">
        Your authenticator app shows six digits. Without it, enter a recovery code.
      </Text>
    </ProofForm>
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
