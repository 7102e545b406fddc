import { Modal, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { onStepUpNeeded } from '../../api/http/client.js';
import { stepUp } from '../../api/me/second-factor.js';
import { AccountForm } from '../../ui/form/account-form.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { CodeField, codeProblem } from '../../ui/second-factor/code-field.js';

/** Asks for a code when the API wants one before a dangerous action, which is then repeated. */
export function StepUpDialog() {
  const [asking, setAsking] = useState<{ answer: (mayRepeat: boolean) => void } | null>(null);
  useEffect(() => onStepUpNeeded(() => new Promise((answer) => setAsking({ answer }))), []);
  const close = (mayRepeat: boolean): void => {
    asking?.answer(mayRepeat);
    setAsking(null);
  };
  return (
    <Modal opened={asking !== null} onClose={() => close(false)} title="Enter a code to go on">
      {asking && <CodeForm onDone={() => close(true)} />}
    </Modal>
  );
}

function CodeForm({ onDone }: { onDone: () => void }) {
  const form = useForm({ initialValues: { code: '' }, validate: { code: codeProblem } });
  const { error, busy, send } = useSubmission(({ code }: typeof form.values) => stepUp(code.trim()), { onDone });
  return (
    <AccountForm
      onSubmit={form.onSubmit(send)}
      error={error}
      failed="The action was not repeated"
      busy={busy}
      action="Go on"
    >
      <Text size="sm">
        The action gives rights away or cannot be undone. Enter a code of your authenticator app, or a recovery code.
      </Text>
      <CodeField data-autofocus {...form.getInputProps('code')} />
    </AccountForm>
  );
}
