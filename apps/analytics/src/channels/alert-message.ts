import type { AlertMeasure } from '@toolyard/contracts';

/** What a channel says about an alert. */
export interface AlertMessage {
  type: 'alert.firing' | 'alert.resolved' | 'alert.test';
  /** ISO 8601 UTC: when it happened. */
  timestamp: string;
  data: {
    alertId: string;
    name: string;
    measure: AlertMeasure;
    /** Null: all servers together. */
    serverId: string | null;
    server: string | null;
    /** Null: there is nothing to measure any more. */
    value: number | null;
    threshold: number;
    windowMinutes: number;
    incidentId: string;
    /** Page of the alert. */
    url: string;
  };
}

const states = { 'alert.firing': 'Firing', 'alert.resolved': 'Resolved', 'alert.test': 'Test' } as const;

const measured: Record<AlertMeasure, (value: number) => string> = {
  error_rate: (value) => `error rate ${percent(value)}`,
  p95: (value) => `P95 ${Math.round(value).toLocaleString('en')} ms`,
  calls: (value) => `${value.toLocaleString('en')} calls`,
  no_calls: (value) => (value === 0 ? 'no calls' : `${value.toLocaleString('en')} calls`),
  denied: (value) => `${value.toLocaleString('en')} denied calls`,
  failed_deployment: (value) => `${value.toLocaleString('en')} failed deployments`,
};

const percent = (rate: number): string => `${Math.round(rate * 1_000) / 10} %`;

/** One line, such as `Firing: Error rate of Search: error rate 30 % in 15 minutes`. */
export function headline({ type, data }: AlertMessage): string {
  const subject = data.server === null ? data.name : `${data.name}, ${data.server}`;
  const value = data.value === null ? 'nothing to measure' : measured[data.measure](data.value);
  return `${states[type]}: ${subject}: ${value} in ${data.windowMinutes} minutes`;
}

/** The body that incoming webhooks of Slack, and those compatible with it, take. */
export const slackBody = (message: AlertMessage): object => ({
  text: `${escaped(headline(message))}\n<${message.data.url}|Open in Toolyard>`,
});

/** Slack's own three characters (https://docs.slack.dev/messaging/formatting-message-text#escaping). */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** An adaptive card, as incoming webhooks of Teams take it. */
export const teamsBody = (message: AlertMessage): object => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: {
        type: 'AdaptiveCard',
        version: '1.4',
        body: [{ type: 'TextBlock', text: headline(message), wrap: true, weight: 'bolder' }],
        actions: [{ type: 'Action.OpenUrl', title: 'Open in Toolyard', url: message.data.url }],
      },
    },
  ],
});

export const mailBody = (message: AlertMessage): { subject: string; text: string } => ({
  subject: headline(message),
  text: `${headline(message)}\n\nSince ${message.timestamp}.\n${message.data.url}\n`,
});
