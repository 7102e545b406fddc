import { Modal, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { onStepUpNeeded } from '../../api/http/client.js';
import { stepUp } from '../../api/me/second-factor.js';
import { CodeForm } from '../../ui/second-factor/code-form.js';

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
      {asking && (
        <CodeForm action="Go on" failed="The action was not repeated" work={stepUp} onDone={() => close(true)}>
          <Text size="sm">
            The action gives rights away or cannot be undone. Enter a code of your authenticator app, or a recovery
            code.
          </Text>
        </CodeForm>
      )}
    </Modal>
  );
}
