import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { log, PeriodicJob } from '@toolyard/service';
import { AnalyticsConfig } from '../analytics.config.js';
import type { AlertMessage } from '../channels/alert-message.js';
import { AlertChannelsService } from '../channels/alert-channels.service.js';
import { NotDelivered } from '../channels/senders.js';
import { ServerDirectory } from '../servers/server-directory.js';
import type { Delivery } from './alert.decider.js';
import { type Alert, AlertsService } from './alerts.service.js';

const lookEveryMs = 1_000;
const mostAttempts = 7;
const longerBy = 5;

/**
 * Sends what the alerts made due and stores how it went, so that a restart goes on where it was. A process that dies
 * between sending and storing sends again with the same id, by which the other side recognises it.
 */
@Injectable()
export class AlertDeliveries implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly job = new PeriodicJob('messages of alerts', lookEveryMs, (signal) => this.sendDue(signal));

  constructor(
    private readonly config: AnalyticsConfig,
    private readonly alerts: AlertsService,
    private readonly channels: AlertChannelsService,
    private readonly directory: ServerDirectory,
  ) {}

  onApplicationBootstrap(): void {
    this.job.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.job.stop();
  }

  private messageOf({ id: alertId, rule }: Alert, delivery: Delivery): AlertMessage {
    const { about, dueAt, incidentId, serverId, value } = delivery;
    return {
      type: `alert.${about}`,
      timestamp: dueAt,
      data: {
        alertId,
        name: rule.name,
        measure: rule.measure,
        serverId: serverId || null,
        server: serverId === '' ? null : this.directory.nameOf(serverId),
        value,
        threshold: rule.threshold,
        windowMinutes: rule.windowMinutes,
        incidentId,
        url: `${this.config.publicUrl}/alerts/${alertId}`,
      },
    };
  }

  /** One channel that does not answer holds up no other one. */
  private async sendDue(signal: AbortSignal): Promise<void> {
    await Promise.all([this.alerts.caughtUp(), this.channels.caughtUp(), this.directory.caughtUp()]);
    const now = new Date().toISOString();
    const due = this.alerts
      .all()
      .flatMap((alert) =>
        alert.state.deliveries
          .filter((delivery) => isDue(delivery, now) && !waitsForEarlier(delivery, alert.state.deliveries))
          .map((delivery) => ({ alert, delivery })),
      );
    if (signal.aborted) return;
    await Promise.all(due.map(({ alert, delivery }) => this.send(alert, delivery)));
  }

  private async send(alert: Alert, delivery: Delivery): Promise<void> {
    const { id: deliveryId, channelId } = delivery;
    const attempt = delivery.attempts + 1;
    const base = { alertId: alert.id, deliveryId, attempt };
    try {
      await this.channels.send(channelId, deliveryId, this.messageOf(alert, delivery));
    } catch (error) {
      log.warn({ err: error, deliveryId, attempt }, 'a message of an alert did not arrive');
      const sentence = error instanceof NotDelivered ? error.message : 'The message could not be sent.';
      const at = new Date();
      const pauseMs = this.config.alertRetryMs * longerBy ** (attempt - 1);
      const nextAttemptAt = attempt < mostAttempts ? new Date(at.getTime() + pauseMs).toISOString() : null;
      await this.alerts.execute(alert.id, {
        type: 'deliveryFailed',
        ...base,
        error: sentence,
        nextAttemptAt,
        at: at.toISOString(),
      });
      return;
    }
    await this.alerts.execute(alert.id, { type: 'delivered', ...base, at: new Date().toISOString() });
  }
}

const isDue = ({ status, nextAttemptAt }: Delivery, now: string): boolean =>
  status === 'pending' && nextAttemptAt !== null && nextAttemptAt <= now;

/** A channel learns that an incident is resolved after it learned that it fired. */
function waitsForEarlier(delivery: Delivery, all: readonly Delivery[]): boolean {
  const earlier = all.slice(0, all.indexOf(delivery));
  return earlier.some(
    ({ incidentId, channelId, status }) =>
      status === 'pending' && incidentId === delivery.incidentId && channelId === delivery.channelId,
  );
}
