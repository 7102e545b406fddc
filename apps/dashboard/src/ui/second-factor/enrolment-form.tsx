import { Code, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Enrolment } from '../../api/me/second-factor.js';
import { AccountForm } from '../form/account-form.js';
import { useSubmission } from '../form/use-submission.js';
import { ShownOnce } from '../text/shown-once.js';
import { CodeField, codeProblem } from './code-field.js';
import { QrCode } from './qr-code.js';

/** Sets up an authenticator app: its secret, the first code, and then the recovery codes. */
export function EnrolmentForm({
  enrolment,
  confirm,
  onDone,
}: {
  enrolment: Enrolment;
  confirm: (enrolment: string, code: string) => Promise<string[]>;
  onDone: () => void;
}) {
  const [recoveryCodes, setRecoveryCodes] = useState<string[] | null>(null);
  const form = useForm({ initialValues: { code: '' }, validate: { code: codeProblem } });
  const { error, busy, send } = useSubmission(
    ({ code }: typeof form.values) => confirm(enrolment.enrolment, code.trim()),
    { onDone: setRecoveryCodes },
  );
  if (recoveryCodes) return <RecoveryCodes codes={recoveryCodes} onDone={onDone} />;
  return (
    <AccountForm
      onSubmit={form.onSubmit(send)}
      error={error}
      failed="The second factor is not set up"
      busy={busy}
      action="Turn on"
    >
      <Text size="sm">Scan this with an authenticator app, then enter the code that the app shows.</Text>
      <QrCode text={enrolment.uri} label="QR code for the authenticator app" />
      <Text size="sm" c="dimmed">
        Without a camera, enter this key in the app: <Code>{enrolment.secret.match(/.{1,4}/g)?.join(' ')}</Code>
      </Text>
      <CodeField {...form.getInputProps('code')} />
    </AccountForm>
  );
}

export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  return (
    <ShownOnce value={codes.join('\n')} label="recovery codes" onDone={onDone}>
      <Text size="sm">
        With one of these codes you sign in when you do not have your app. Each works once. Codes from before do not
        work any more.
      </Text>
    </ShownOnce>
  );
}
