import { ActionIcon, Menu } from '@mantine/core';
import {
  IconBellOff,
  IconBellRinging,
  IconCheck,
  IconDots,
  IconPencil,
  IconPower,
  IconTrash,
} from '@tabler/icons-react';
import { acknowledgeAlert, type Alert, editAlert, endSilence, silenceAlert } from '../../api/alerts/alerts.js';
import { alertKeys } from '../../api/query-keys.js';
import { visibleText } from '../../format/visible-text.js';
import { useSubmission } from '../../ui/form/use-submission.js';

interface Props {
  alert: Alert;
  onEdit: () => void;
  onDelete: () => void;
}

const hourMs = 3_600_000;
const silences = [
  [1, '1 hour'],
  [24, '1 day'],
] as const;

export function AlertActions({ alert, onEdit, onDelete }: Props) {
  const options = { stale: [alertKeys.all], failed: 'The alert was not changed' };
  const acknowledge = useSubmission(() => acknowledgeAlert(alert.id), options);
  const silence = useSubmission(
    (hours: number) => silenceAlert(alert.id, new Date(Date.now() + hours * hourMs).toISOString()),
    options,
  );
  const speak = useSubmission(() => endSilence(alert.id), options);
  const turn = useSubmission((enabled: boolean) => editAlert(alert.id, { enabled }), options);
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${visibleText(alert.name)}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {alert.state === 'firing' && (
          <Menu.Item leftSection={<IconCheck size={16} />} onClick={() => acknowledge.send()}>
            Acknowledge
          </Menu.Item>
        )}
        {alert.silencedUntil === null ? (
          silences.map(([hours, label]) => (
            <Menu.Item key={hours} leftSection={<IconBellOff size={16} />} onClick={() => silence.send(hours)}>
              Silence for {label}
            </Menu.Item>
          ))
        ) : (
          <Menu.Item leftSection={<IconBellRinging size={16} />} onClick={() => speak.send()}>
            End the silence
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={onEdit}>
          Edit
        </Menu.Item>
        <Menu.Item leftSection={<IconPower size={16} />} onClick={() => turn.send(!alert.enabled)}>
          {alert.enabled ? 'Switch off' : 'Switch on'}
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={16} />} onClick={onDelete}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
