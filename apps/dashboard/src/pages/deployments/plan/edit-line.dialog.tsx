import { Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type BuildSettings, changeBuildSettings, type PlanLine } from '../../../api/deployments/build-plan.js';
import { deploymentKeys } from '../../../api/query-keys.js';
import type { Server } from '../../../api/servers/servers.js';
import { FormEnd } from '../../../ui/form/form-end.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { enteredText, type PlanField, withField } from './plan-fields.js';

interface Props {
  server: Server;
  field: PlanField;
  settings: BuildSettings;
  /** What the plan says now. */
  decided: PlanLine | undefined;
  onClose: () => void;
}

/** Replaces one field of the plan, without a change of the repository. */
export function EditLineDialog({ server, field, settings, decided, onClose }: Props) {
  const [text, setText] = useState(() => enteredText(settings, field));
  const { send, busy, error } = useSubmission(() => changeBuildSettings(server.id, withField(settings, field, text)), {
    stale: [deploymentKeys.settings(server.id)],
    done: 'Stored. The next deployment is built with it.',
    onDone: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  return (
    <Modal opened onClose={onClose} title={`Replace ${decided?.key ?? field}`}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {decided && (
            <Text size="sm">
              This deployment was built with <Untrusted text={decided.value} />, from <Untrusted text={decided.from} />.
            </Text>
          )}
          <TextInput
            label={field}
            description="Empty: the repository decides."
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            ff="monospace"
          />
          <FormEnd error={error} busy={busy} action="Store" onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
