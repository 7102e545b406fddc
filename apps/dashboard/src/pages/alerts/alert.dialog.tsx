import { Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type AlertMeasure, alertMeasures, type AlertScope } from '@toolyard/contracts';
import { type Alert, createAlert, editAlert } from '../../api/alerts/alerts.js';
import { alertKeys } from '../../api/query-keys.js';
import type { Server } from '../../api/servers/servers.js';
import { enteredThreshold, measureLabels, thresholdOf, thresholdUnits } from '../../domain/alerts/alert-text.js';
import { visibleText } from '../../format/visible-text.js';
import { FormEnd } from '../../ui/form/form-end.js';
import { useSubmission } from '../../ui/form/use-submission.js';

interface Values {
  name: string;
  measure: AlertMeasure;
  scope: AlertScope;
  serverId: string;
  threshold: number;
  windowMinutes: number;
  minimumCalls: number;
}

const scopes = [
  { value: 'each', label: 'Each server on its own' },
  { value: 'server', label: 'One server' },
  { value: 'all', label: 'All servers together' },
];
const whole = { allowDecimal: false, allowNegative: false } as const;

const valuesOf = (alert: Alert | null): Values => ({
  name: alert?.name ?? '',
  measure: alert?.measure ?? 'error_rate',
  scope: alert?.scope ?? 'each',
  serverId: alert?.serverId ?? '',
  threshold: alert ? enteredThreshold(alert.measure, alert.threshold) : 10,
  windowMinutes: alert?.windowMinutes ?? 15,
  minimumCalls: alert?.minimumCalls ?? 20,
});

/** Creates an alert, or changes one. */
export function AlertDialog({
  alert,
  servers,
  onClose,
}: {
  alert: Alert | null;
  servers: Server[];
  onClose: () => void;
}) {
  const form = useForm<Values>({
    initialValues: valuesOf(alert),
    validate: {
      name: (name) => (name.trim() === '' ? 'Enter a name' : null),
      serverId: (id, { scope }) => (scope === 'server' && id === '' ? 'Choose a server' : null),
    },
  });
  const { measure, scope } = form.values;
  const save = ({ name, serverId, threshold, ...values }: Values) => {
    const body = {
      ...values,
      name: name.trim(),
      serverId: values.scope === 'server' ? serverId : undefined,
      threshold: values.measure === 'no_calls' ? undefined : thresholdOf(values.measure, threshold),
    };
    return alert ? editAlert(alert.id, body) : createAlert(body);
  };
  const { send, busy, error } = useSubmission(save, {
    form,
    stale: [alertKeys.all],
    done: alert ? 'The alert is changed.' : 'The alert is created.',
    onDone: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={alert ? 'Edit the alert' : 'Create an alert'}>
      <form onSubmit={form.onSubmit(send)} noValidate>
        <Stack gap="sm">
          <TextInput label="Name" maxLength={100} data-autofocus {...form.getInputProps('name')} />
          <Select
            label="Figure"
            allowDeselect={false}
            data={alertMeasures.map((value) => ({ value, label: measureLabels[value] }))}
            {...form.getInputProps('measure')}
          />
          <Select label="Of" allowDeselect={false} data={scopes} {...form.getInputProps('scope')} />
          {scope === 'server' && (
            <Select
              label="Server"
              searchable
              data={servers.map(({ id, name }) => ({ value: id, label: visibleText(name) }))}
              {...form.getInputProps('serverId')}
            />
          )}
          {measure !== 'no_calls' && (
            <NumberInput
              label="Fires at"
              suffix={` ${thresholdUnits[measure]}`}
              min={0}
              {...form.getInputProps('threshold')}
            />
          )}
          <NumberInput label="Within" suffix=" minutes" min={1} {...whole} {...form.getInputProps('windowMinutes')} />
          {(measure === 'error_rate' || measure === 'p95') && (
            <NumberInput
              label="From this many calls on"
              description="A rate of a few calls says nothing."
              min={0}
              {...whole}
              {...form.getInputProps('minimumCalls')}
            />
          )}
          <FormEnd error={error} busy={busy} action={alert ? 'Save' : 'Create'} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
