import type { Actor } from './actor.js';

/** Figures that an alert may watch. */
export const alertMeasures = ['error_rate', 'p95', 'calls', 'no_calls', 'denied', 'failed_deployment'] as const;
/** See `alertMeasures`. */
export type AlertMeasure = (typeof alertMeasures)[number];

/** `server`: one server. `each`: every server on its own. `all`: the calls of all servers together. */
export const alertScopes = ['server', 'each', 'all'] as const;
/** See `alertScopes`. */
export type AlertScope = (typeof alertScopes)[number];

/** When an alert fires and resolves, and who gets a message. */
export interface AlertRule {
  name: string;
  measure: AlertMeasure;
  scope: AlertScope;
  /** Of scope `server`. */
  serverId?: string;
  /** Fires when the measure reaches it: a rate from 0 to 1, milliseconds, or a number. `no_calls` has none. */
  threshold: number;
  /** Resolves when the measure falls to it; below the threshold, so that an alert does not flap. */
  recoverAt: number;
  windowMinutes: number;
  /** Rates and percentiles of fewer calls say nothing. */
  minimumCalls: number;
  /** Channels that get messages. */
  channelIds: 'all' | string[];
  enabled: boolean;
}

/** A message that is due to a channel. The id stays the same in every attempt. */
export interface AlertDelivery {
  id: string;
  channelId: string;
}

/** `alert-<id>`: a rule, its incidents, and the messages about them. */
export type AlertEvent =
  /** A rule that every installation begins with. */
  | { type: 'AlertRuleProvided'; data: { alertId: string; rule: AlertRule; at: string } }
  | { type: 'AlertRuleCreated'; data: { alertId: string; rule: AlertRule; actor: Actor; at: string } }
  | { type: 'AlertRuleEdited'; data: { alertId: string; rule: AlertRule; actor: Actor; at: string } }
  | { type: 'AlertRuleDeleted'; data: { alertId: string; actor: Actor; at: string } }
  | {
      type: 'AlertFired';
      data: {
        alertId: string;
        incidentId: string;
        /** Empty: all servers together. */
        serverId: string;
        value: number;
        calls: number;
        deliveries: AlertDelivery[];
        at: string;
      };
    }
  | {
      type: 'AlertResolved';
      data: {
        alertId: string;
        incidentId: string;
        /** Null: there is nothing to measure any more. */
        value: number | null;
        deliveries: AlertDelivery[];
        at: string;
      };
    }
  | { type: 'AlertAcknowledged'; data: { alertId: string; incidentId: string; actor: Actor; at: string } }
  | { type: 'AlertSilenced'; data: { alertId: string; until: string; actor: Actor; at: string } }
  | { type: 'AlertSilenceEnded'; data: { alertId: string; actor: Actor; at: string } }
  | { type: 'AlertDelivered'; data: { alertId: string; deliveryId: string; attempt: number; at: string } }
  | {
      type: 'AlertDeliveryFailed';
      data: {
        alertId: string;
        deliveryId: string;
        attempt: number;
        /** One sentence of the platform. */
        error: string;
        /** Null: the message is given up. */
        nextAttemptAt: string | null;
        at: string;
      };
    };

/**
 * `webhook`: signed by Standard Webhooks. `slack`, `teams`: incoming webhooks of those products and of compatible ones.
 */
export const alertChannelKinds = ['webhook', 'email', 'slack', 'teams'] as const;
/** See `alertChannelKinds`. */
export type AlertChannelKind = (typeof alertChannelKinds)[number];

/** `alertchannel-<id>`: where messages go. */
export type AlertChannelEvent =
  | {
      type: 'AlertChannelCreated';
      data: {
        channelId: string;
        kind: AlertChannelKind;
        name: string;
        /** What is shown of the target: an address may carry a secret. */
        shown: string;
        /** Target and signing secret, sealed with the key of the installation (base64). */
        sealed: string;
        actor: Actor;
        at: string;
      };
    }
  | {
      type: 'AlertChannelEdited';
      data: {
        channelId: string;
        name?: string;
        enabled?: boolean;
        shown?: string;
        sealed?: string;
        actor: Actor;
        at: string;
      };
    }
  | { type: 'AlertChannelDeleted'; data: { channelId: string; actor: Actor; at: string } };
