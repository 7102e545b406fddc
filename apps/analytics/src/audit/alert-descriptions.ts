import type { AlertChannelEvent, AlertEvent, AlertRule } from '@toolyard/contracts';
import { changesOf, type DescriptionContext, type Descriptions, initialValues, type Subject } from './description.js';

const fields = [
  'name',
  'measure',
  'scope',
  'serverId',
  'threshold',
  'recoverAt',
  'windowMinutes',
  'minimumCalls',
  'channelIds',
  'enabled',
] as const satisfies (keyof AlertRule)[];

const alert = (id: string, { names }: DescriptionContext): Subject => ({
  kind: 'alert',
  id,
  name: names.alerts.get(id)?.name ?? id,
});

const channel = (id: string, { names }: DescriptionContext): Subject => ({
  kind: 'alertchannel',
  id,
  name: names.alertChannels.get(id) ?? id,
});

export const alertDescriptions: Descriptions<AlertEvent | AlertChannelEvent> = {
  AlertRuleProvided: null,
  AlertRuleCreated: ({ alertId, rule }, before) => ({
    summary: `${before.by} created the alert ${rule.name}.`,
    subject: { kind: 'alert', id: alertId, name: rule.name },
    serverId: rule.serverId,
    changes: initialValues({ ...rule }),
  }),
  AlertRuleEdited: ({ alertId, rule }, before) => ({
    summary: `${before.by} changed the alert ${alert(alertId, before).name}.`,
    subject: alert(alertId, before),
    serverId: rule.serverId,
    changes: changesOf(before.names.alerts.get(alertId), rule, fields),
  }),
  AlertRuleDeleted: ({ alertId }, before) => ({
    summary: `${before.by} deleted the alert ${alert(alertId, before).name}.`,
    subject: alert(alertId, before),
  }),
  AlertFired: null,
  AlertResolved: null,
  AlertAcknowledged: ({ alertId }, before) => ({
    summary: `${before.by} acknowledged the alert ${alert(alertId, before).name}.`,
    subject: alert(alertId, before),
  }),
  AlertSilenced: ({ alertId, until }, before) => ({
    summary: `${before.by} silenced the alert ${alert(alertId, before).name} until ${until}.`,
    subject: alert(alertId, before),
  }),
  AlertSilenceEnded: ({ alertId }, before) => ({
    summary: `${before.by} ended the silence of the alert ${alert(alertId, before).name}.`,
    subject: alert(alertId, before),
  }),
  AlertDelivered: null,
  AlertDeliveryFailed: null,
  AlertChannelCreated: ({ channelId, kind, name, shown }, before) => ({
    summary: `${before.by} created the channel ${name} for alerts.`,
    subject: { kind: 'alertchannel', id: channelId, name },
    changes: initialValues({ kind, target: shown }),
  }),
  AlertChannelEdited: ({ channelId, name, enabled, shown }, before) => ({
    summary: `${before.by} changed the channel ${channel(channelId, before).name} for alerts.`,
    subject: channel(channelId, before),
    changes: initialValues({ name, enabled, target: shown }),
  }),
  AlertChannelDeleted: ({ channelId }, before) => ({
    summary: `${before.by} deleted the channel ${channel(channelId, before).name} for alerts.`,
    subject: channel(channelId, before),
  }),
};
