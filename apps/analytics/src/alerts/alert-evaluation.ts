import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PeriodicJob } from '@toolyard/service';
import { AnalyticsConfig } from '../analytics.config.js';
import { AlertChannelsService } from '../channels/alert-channels.service.js';
import { ServerDirectory } from '../servers/server-directory.js';
import { AlertsService } from './alerts.service.js';
import { Readings } from './readings.js';

/** Compares every rule with its figures at a fixed interval. What follows is decided by the alert itself. */
@Injectable()
export class AlertEvaluation implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly job: PeriodicJob;

  constructor(
    config: AnalyticsConfig,
    private readonly alerts: AlertsService,
    private readonly channels: AlertChannelsService,
    private readonly directory: ServerDirectory,
    private readonly readings: Readings,
  ) {
    this.job = new PeriodicJob('alerts', config.alertIntervalMs, (signal) => this.evaluate(signal));
  }

  onApplicationBootstrap(): void {
    this.job.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.job.stop();
  }

  private async evaluate(signal: AbortSignal): Promise<void> {
    await Promise.all([this.alerts.caughtUp(), this.channels.caughtUp(), this.directory.caughtUp()]);
    const open = this.channels.list().filter(({ enabled }) => enabled);
    for (const { id: alertId, rule } of this.alerts.all()) {
      if (signal.aborted) return;
      const now = Date.now();
      const readings = rule.enabled ? await this.readings.of(rule, now) : [];
      const chosen = open.filter(({ id }) => rule.channelIds === 'all' || rule.channelIds.includes(id));
      const channelIds = chosen.map(({ id }) => id);
      await this.alerts.execute(alertId, {
        type: 'evaluate',
        alertId,
        readings,
        channelIds,
        at: new Date(now).toISOString(),
      });
    }
  }
}
