import { Code, Text } from '@mantine/core';
import { useState } from 'react';
import type { Enrolment } from '../../api/me/second-factor.js';
import { ShownOnce } from '../text/shown-once.js';
import { CodeForm } from './code-form.js';
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
  if (recoveryCodes) return <RecoveryCodes codes={recoveryCodes} onDone={onDone} />;
  return (
    <CodeForm
      action="Turn on"
      failed="The second factor is not set up"
      work={(code) => confirm(enrolment.enrolment, code)}
      onDone={setRecoveryCodes}
      isFirstField={false}
    >
      <Text size="sm">Scan this with an authenticator app, then enter the code that the app shows.</Text>
      <QrCode text={enrolment.uri} label="QR code for the authenticator app" />
      <Text size="sm" c="dimmed">
        Without a camera, enter this key in the app: <Code>{enrolment.secret.match(/.{1,4}/g)?.join(' ')}</Code>
      </Text>
    </CodeForm>
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
