import { Button, Divider } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import type { QueryKey } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type PasskeyOptions, type Proof, signedByPasskey } from '../../api/me/passkeys.js';
import { useSubmission } from '../form/use-submission.js';
import { ErrorState } from '../frame/states.js';
import { CodeForm } from './code-form.js';

/** Asks for the second factor: a code, or one of the passkeys. */
export function ProofForm<T>({
  passkeys,
  ask,
  use,
  action,
  failed,
  stale,
  onDone,
  children,
}: {
  /** Whether the account has any. */
  passkeys: boolean;
  /** What a passkey has to sign. */
  ask: () => Promise<PasskeyOptions>;
  use: (proof: Proof) => Promise<T>;
  action: string;
  /** What a failure means for the user. */
  failed: string;
  stale?: readonly QueryKey[];
  onDone: (result: T) => unknown;
  children?: ReactNode;
}) {
  const { send, busy, error } = useSubmission(async () => use(await signedByPasskey(await ask())), { stale, onDone });
  return (
    <CodeForm
      action={action}
      failed={failed}
      work={(code) => use({ code })}
      onDone={onDone}
      stale={stale}
      isFirstField={!passkeys}
    >
      {children}
      {passkeys && (
        <>
          <Button
            variant="default"
            leftSection={<IconFingerprint size={16} />}
            loading={busy}
            onClick={() => send()}
            data-autofocus
          >
            Use a passkey
          </Button>
          {error !== null && <ErrorState error={error} title={failed} />}
          <Divider label="or" />
        </>
      )}
    </CodeForm>
  );
}
