import { Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { onStepUpNeeded } from '../../api/http/client.js';
import { askOwnPasskey } from '../../api/me/passkeys.js';
import { secondFactorQuery, stepUp } from '../../api/me/second-factor.js';
import { ProofForm } from '../../ui/second-factor/proof-form.js';

/** Asks for the second factor when the API wants one before a dangerous action, which is then repeated. */
export function StepUpDialog() {
  const [asking, setAsking] = useState<{ answer: (mayRepeat: boolean) => void } | null>(null);
  useEffect(() => onStepUpNeeded(() => new Promise((answer) => setAsking({ answer }))), []);
  const close = (mayRepeat: boolean): void => {
    asking?.answer(mayRepeat);
    setAsking(null);
  };
  return (
    <Modal
      opened={asking !== null}
      onClose={() => close(false)}
      title="Use your second factor to go on"
      // Above the dialog whose action asks for it.
      zIndex={300}
    >
      {asking && <AskedForm onDone={() => close(true)} />}
    </Modal>
  );
}

function AskedForm({ onDone }: { onDone: () => void }) {
  const { data } = useQuery(secondFactorQuery);
  if (!data) return null;
  return (
    <ProofForm
      passkeys={data.passkeys.length > 0}
      ask={askOwnPasskey}
      use={stepUp}
      action="Go on"
      failed="The action was not repeated"
      onDone={onDone}
    >
      <Text size="sm">
        The action gives rights away or cannot be undone. Use your second factor, or a recovery code.
      </Text>
    </ProofForm>
  );
}
