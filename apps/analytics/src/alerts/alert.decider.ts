import {
  type Actor,
  type AlertDelivery,
  type AlertEvent,
  type AlertRule,
  type DataOf,
  Rejected,
} from '@toolyard/contracts';
import { type Decider, unknownEvent } from '@toolyard/event-store';
import { isBreach, isRecovered, type Reading } from './thresholds.js';

/** From firing until it is resolved. */
export interface Incident {
  id: string;
  /** Empty: all servers together. */
  serverId: string;
  firedAt: string;
  value: number;
  acknowledgedBy: Actor | null;
  /** Channels that got the message when it fired: they get the one when it is resolved. */
  channelIds: string[];
  resolvedAt: string | null;
}

/** A message about an incident and how far it came. */
export interface Delivery extends AlertDelivery {
  incidentId: string;
  about: 'firing' | 'resolved';
  /** Of the incident when the message became due. */
  value: number | null;
  serverId: string;
  dueAt: string;
  attempts: number;
  status: 'pending' | 'delivered' | 'failed';
  error: string | null;
  /** When it is tried next; null when it is not. */
  nextAttemptAt: string | null;
  endedAt: string | null;
}

export interface AlertState {
  status: 'absent' | 'present' | 'deleted';
  rule: AlertRule | null;
  createdAt: string | null;
  /** Open ones and the latest resolved ones, oldest first. */
  incidents: Incident[];
  silencedUntil: string | null;
  /** The latest, oldest first; pending ones are never dropped. */
  deliveries: Delivery[];
}

export type AlertCommand =
  | ({ type: 'provide' } & DataOf<AlertEvent, 'AlertRuleProvided'>)
  | ({ type: 'create' } & DataOf<AlertEvent, 'AlertRuleCreated'>)
  | ({ type: 'edit' } & DataOf<AlertEvent, 'AlertRuleEdited'>)
  | ({ type: 'delete' } & DataOf<AlertEvent, 'AlertRuleDeleted'>)
  | { type: 'evaluate'; alertId: string; readings: readonly Reading[]; channelIds: readonly string[]; at: string }
  | ({ type: 'acknowledge' } & Omit<DataOf<AlertEvent, 'AlertAcknowledged'>, 'incidentId'>)
  | ({ type: 'silence' } & DataOf<AlertEvent, 'AlertSilenced'>)
  | ({ type: 'endSilence' } & DataOf<AlertEvent, 'AlertSilenceEnded'>)
  | ({ type: 'delivered' } & DataOf<AlertEvent, 'AlertDelivered'>)
  | ({ type: 'deliveryFailed' } & DataOf<AlertEvent, 'AlertDeliveryFailed'>);

type Evaluate = Extract<AlertCommand, { type: 'evaluate' }>;

/** Resolved incidents and ended messages that are kept for reading. */
const keptIncidents = 20;
const keptDeliveries = 50;

export const alertDecider: Decider<AlertState, AlertCommand, AlertEvent> = {
  initial: { status: 'absent', rule: null, createdAt: null, incidents: [], silencedUntil: null, deliveries: [] },

  decide(command, state) {
    const { alertId, at } = command;
    if (command.type === 'provide')
      return state.status === 'absent'
        ? [{ type: 'AlertRuleProvided', data: { alertId, rule: command.rule, at } }]
        : [];
    if (command.type === 'create') {
      const { rule, actor } = command;
      return state.status === 'absent' ? [{ type: 'AlertRuleCreated', data: { alertId, rule, actor, at } }] : [];
    }
    if (state.status !== 'present') {
      if (command.type === 'delete' && state.status === 'deleted') return [];
      throw new Rejected('not_found', 'There is no such alert. It may have been deleted.');
    }
    switch (command.type) {
      case 'edit': {
        const { rule, actor } = command;
        if (JSON.stringify(rule) === JSON.stringify(state.rule)) return [];
        return [...ended(state, command), { type: 'AlertRuleEdited', data: { alertId, rule, actor, at } }];
      }
      case 'delete':
        return [{ type: 'AlertRuleDeleted', data: { alertId, actor: command.actor, at } }];
      case 'evaluate':
        return evaluated(command, state);
      case 'acknowledge': {
        const { actor } = command;
        return openIncidents(state)
          .filter(({ acknowledgedBy }) => acknowledgedBy === null)
          .map(({ id: incidentId }) => ({ type: 'AlertAcknowledged', data: { alertId, incidentId, actor, at } }));
      }
      case 'silence': {
        const { until, actor } = command;
        if (until === state.silencedUntil) return [];
        return [{ type: 'AlertSilenced', data: { alertId, until, actor, at } }];
      }
      case 'endSilence':
        if (!isSilenced(state, at)) return [];
        return [{ type: 'AlertSilenceEnded', data: { alertId, actor: command.actor, at } }];
      case 'delivered':
      case 'deliveryFailed': {
        const delivery = state.deliveries.find(({ id }) => id === command.deliveryId);
        if (delivery?.status !== 'pending' || command.attempt <= delivery.attempts) return [];
        const { deliveryId, attempt } = command;
        if (command.type === 'delivered')
          return [{ type: 'AlertDelivered', data: { alertId, deliveryId, attempt, at } }];
        const { error, nextAttemptAt } = command;
        return [{ type: 'AlertDeliveryFailed', data: { alertId, deliveryId, attempt, error, nextAttemptAt, at } }];
      }
      default:
        return command satisfies never;
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'AlertRuleProvided':
      case 'AlertRuleCreated':
        return { ...state, status: 'present', rule: event.data.rule, createdAt: event.data.at };
      case 'AlertRuleEdited':
        return { ...state, rule: event.data.rule };
      case 'AlertRuleDeleted':
        return { ...alertDecider.initial, status: 'deleted' };
      case 'AlertFired':
        return fired(state, event.data);
      case 'AlertResolved':
        return resolved(state, event.data);
      case 'AlertAcknowledged':
        return withIncident(state, event.data.incidentId, { acknowledgedBy: event.data.actor });
      case 'AlertSilenced':
        return { ...state, silencedUntil: event.data.until };
      case 'AlertSilenceEnded':
        return { ...state, silencedUntil: null };
      case 'AlertDelivered': {
        const { deliveryId, attempt: attempts, at: endedAt } = event.data;
        const change = { status: 'delivered', attempts, endedAt, error: null, nextAttemptAt: null } as const;
        return withDelivery(state, deliveryId, change);
      }
      case 'AlertDeliveryFailed': {
        const { deliveryId, attempt: attempts, error, nextAttemptAt, at } = event.data;
        const given = nextAttemptAt === null ? ({ status: 'failed', endedAt: at } as const) : {};
        return withDelivery(state, deliveryId, { attempts, error, nextAttemptAt, ...given });
      }
      default:
        return unknownEvent(event, 'alert');
    }
  },
};

export const openIncidents = ({ incidents }: AlertState): Incident[] =>
  incidents.filter(({ resolvedAt }) => resolvedAt === null);

export const isSilenced = ({ silencedUntil }: AlertState, at: string): boolean =>
  silencedUntil !== null && silencedUntil > at;

function evaluated({ alertId, readings, channelIds, at }: Evaluate, state: AlertState): AlertEvent[] {
  const rule = state.rule!;
  if (!rule.enabled) return ended(state, { alertId, at });
  const open = new Map(openIncidents(state).map((incident) => [incident.serverId, incident]));
  const silenced = isSilenced(state, at);
  const firing = readings
    .filter((reading) => !open.has(reading.serverId) && isBreach(rule, reading))
    .map(({ serverId, value, calls }): AlertEvent => {
      const incidentId = `${alertId}-${serverId || 'all'}-${Date.parse(at)}`;
      const deliveries = silenced ? [] : deliveriesTo(channelIds, `${incidentId}-firing`);
      return { type: 'AlertFired', data: { alertId, incidentId, serverId, value, calls, deliveries, at } };
    });
  const values = new Map(readings.map(({ serverId, value }) => [serverId, value]));
  const recovered = [...open.values()]
    .filter(({ serverId }) => !values.has(serverId) || isRecovered(rule, values.get(serverId)!))
    .map((incident) => resolution(alertId, incident, values.get(incident.serverId) ?? null, silenced, at));
  return [...recovered, ...firing];
}

/** Incidents of a rule that changes or is switched off end with it. */
const ended = (state: AlertState, { alertId, at }: { alertId: string; at: string }): AlertEvent[] =>
  openIncidents(state).map((incident) => resolution(alertId, incident, null, isSilenced(state, at), at));

function resolution(
  alertId: string,
  { id: incidentId, channelIds }: Incident,
  value: number | null,
  silenced: boolean,
  at: string,
): AlertEvent {
  const deliveries = silenced ? [] : deliveriesTo(channelIds, `${incidentId}-resolved`);
  return { type: 'AlertResolved', data: { alertId, incidentId, value, deliveries, at } };
}

const deliveriesTo = (channelIds: readonly string[], message: string): AlertDelivery[] =>
  channelIds.map((channelId) => ({ id: `${message}-${channelId}`, channelId }));

type Fired = Extract<AlertEvent, { type: 'AlertFired' }>['data'];
type Resolved = Extract<AlertEvent, { type: 'AlertResolved' }>['data'];

function fired(state: AlertState, { incidentId, serverId, value, deliveries, at }: Fired): AlertState {
  const incident: Incident = {
    id: incidentId,
    serverId,
    firedAt: at,
    value,
    acknowledgedBy: null,
    channelIds: deliveries.map(({ channelId }) => channelId),
    resolvedAt: null,
  };
  const due = deliveries.map((each) => dueDelivery(each, incident, 'firing', value, at));
  return { ...state, incidents: [...state.incidents, incident], deliveries: kept([...state.deliveries, ...due]) };
}

function resolved(state: AlertState, { incidentId, value, deliveries, at }: Resolved): AlertState {
  const incident = state.incidents.find(({ id }) => id === incidentId);
  if (!incident) return state;
  const { incidents } = withIncident(state, incidentId, { resolvedAt: at });
  const past = incidents.filter(({ resolvedAt }) => resolvedAt !== null).slice(0, -keptIncidents);
  const due = deliveries.map((each) => dueDelivery(each, incident, 'resolved', value, at));
  return {
    ...state,
    incidents: incidents.filter((each) => !past.includes(each)),
    deliveries: kept([...state.deliveries, ...due]),
  };
}

function dueDelivery(
  delivery: AlertDelivery,
  { id: incidentId, serverId }: Incident,
  about: Delivery['about'],
  value: number | null,
  dueAt: string,
): Delivery {
  const open = { attempts: 0, status: 'pending', error: null, nextAttemptAt: dueAt, endedAt: null } as const;
  return { ...delivery, incidentId, serverId, about, value, dueAt, ...open };
}

function kept(deliveries: Delivery[]): Delivery[] {
  const surplus = deliveries.filter(({ status }) => status !== 'pending').slice(0, -keptDeliveries);
  return deliveries.filter((each) => !surplus.includes(each));
}

const withIncident = (state: AlertState, id: string, change: Partial<Incident>): AlertState => ({
  ...state,
  incidents: state.incidents.map((each) => (each.id === id ? { ...each, ...change } : each)),
});

const withDelivery = (state: AlertState, id: string, change: Partial<Delivery>): AlertState => ({
  ...state,
  deliveries: kept(state.deliveries.map((each) => (each.id === id ? { ...each, ...change } : each))),
});
