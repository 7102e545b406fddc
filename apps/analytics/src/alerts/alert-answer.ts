import type { AlertRule } from '@toolyard/contracts';
import { type Delivery, isSilenced, openIncidents } from './alert.decider.js';
import type { AlertDto, CreateAlertDto, AlertDeliveryDto, EditAlertDto } from './alerts.dto.js';
import type { Alert } from './alerts.service.js';
import { defaultRecovery } from './thresholds.js';

const defaultWindowMinutes = 15;
const defaultMinimumCalls = 20;

export function alertAnswer({ id, rule, state }: Alert, nameOf: (serverId: string) => string, now: string): AlertDto {
  const open = openIncidents(state);
  const firing = open.every(({ acknowledgedBy }) => acknowledgedBy !== null) ? 'acknowledged' : 'firing';
  return {
    id,
    ...rule,
    channelIds: rule.channelIds === 'all' ? null : rule.channelIds,
    state: !rule.enabled ? 'disabled' : open.length === 0 ? 'ok' : firing,
    silencedUntil: isSilenced(state, now) ? state.silencedUntil : null,
    incidents: state.incidents.toReversed().map((incident) => ({
      id: incident.id,
      serverId: incident.serverId || null,
      server: incident.serverId === '' ? null : nameOf(incident.serverId),
      value: incident.value,
      firedAt: incident.firedAt,
      acknowledgedBy: incident.acknowledgedBy,
      resolvedAt: incident.resolvedAt,
    })),
    createdAt: state.createdAt,
  };
}

export const deliveryAnswer = ({ value: _v, serverId: _s, ...delivery }: Delivery): AlertDeliveryDto => delivery;

export function newRule({ name, measure, ...given }: CreateAlertDto): AlertRule {
  const { threshold = measure === 'no_calls' ? 0 : 1, serverId } = given;
  return {
    name,
    measure,
    scope: given.scope ?? (serverId === undefined ? 'each' : 'server'),
    ...(serverId === undefined ? {} : { serverId }),
    threshold,
    recoverAt: given.recoverAt ?? defaultRecovery(measure, threshold),
    windowMinutes: given.windowMinutes ?? defaultWindowMinutes,
    minimumCalls: given.minimumCalls ?? defaultMinimumCalls,
    channelIds: given.channelIds ?? 'all',
    enabled: given.enabled ?? true,
  };
}

/** The fields that are given. A new threshold without a recovery brings its own. */
export function changedRule({ measure, ...change }: EditAlertDto, was: AlertRule): Partial<AlertRule> {
  const { threshold, recoverAt } = change;
  const recovers =
    threshold !== undefined && recoverAt === undefined
      ? { recoverAt: defaultRecovery(measure ?? was.measure, threshold) }
      : {};
  const given = Object.entries({ measure, ...change, ...recovers }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<AlertRule>;
}
