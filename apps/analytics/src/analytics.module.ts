import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { auditStoreProvider } from './audit/audit.provider.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditService } from './audit/audit.service.js';
import { AuditTrail } from './audit/audit-trail.js';
import { AnalysisController } from './activity/analysis.controller.js';
import { AnalysisService } from './activity/analysis.service.js';
import { ActivityController } from './activity/activity.controller.js';
import { ActivityService } from './activity/activity.service.js';
import { OverviewService } from './activity/overview.service.js';
import { callStoreProvider } from './calls/calls.provider.js';
import { CallsInProgress } from './calls/calls-in-progress.js';
import { CallsExport } from './calls/calls-export.js';
import { BreakdownService } from './analysis/breakdown.service.js';
import { ComparisonService } from './analysis/comparison.service.js';
import { ErrorsService } from './analysis/errors.service.js';
import { SeriesService } from './analysis/series.service.js';
import { AlertDeliveries } from './alerts/alert-deliveries.js';
import { AlertEvaluation } from './alerts/alert-evaluation.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { AlertsService } from './alerts/alerts.service.js';
import { Readings } from './alerts/readings.js';
import { AlertChannelsController } from './channels/alert-channels.controller.js';
import { AlertChannelsService } from './channels/alert-channels.service.js';
import { Senders } from './channels/senders.js';
import { CallsService } from './calls/calls.service.js';
import { PayloadReads } from './activity/payload-reads.js';
import { clickHouseProvider } from './clickhouse/clickhouse.provider.js';
import { OverviewController } from './activity/overview.controller.js';
import { FiguresService } from './figures/figures.service.js';
import { Ingest } from './ingest/ingest.js';
import { Purge } from './ingest/purge.js';
import { LogAnswers } from './logs/log-answers.js';
import { LogStream } from './logs/log-stream.js';
import { LogTails } from './logs/log-tails.js';
import { LogsController } from './logs/logs.controller.js';
import { LogsRequests } from './logs/logs.requests.js';
import { logStoreProvider } from './logs/logs.provider.js';
import { LogsService } from './logs/logs.service.js';
import { AccountQueries } from './quotas/account-queries.js';
import { KeptLogs } from './quotas/kept-logs.js';
import { QuotasRequests } from './quotas/quotas.requests.js';
import { ServerDirectory } from './servers/server-directory.js';

/** Tool calls and their figures, alerts about them, logs, and the audit log. */
@Module({
  // The paths of the analysis are tried before the path of one call, `activity/:id`.
  controllers: [
    AnalysisController,
    ActivityController,
    AlertChannelsController,
    AlertsController,
    AuditController,
    LogsController,
    LogsRequests,
    OverviewController,
    QuotasRequests,
  ],
  providers: [
    AccountQueries,
    { provide: APP_INTERCEPTOR, useExisting: AccountQueries },
    ActivityService,
    AlertChannelsService,
    AlertDeliveries,
    AlertEvaluation,
    AlertsService,
    AnalysisService,
    auditStoreProvider,
    AuditService,
    AuditTrail,
    BreakdownService,
    callStoreProvider,
    CallsExport,
    CallsInProgress,
    CallsService,
    clickHouseProvider,
    ComparisonService,
    ErrorsService,
    FiguresService,
    Ingest,
    KeptLogs,
    LogAnswers,
    logStoreProvider,
    LogsService,
    LogStream,
    LogTails,
    OverviewService,
    PayloadReads,
    Purge,
    Readings,
    Senders,
    SeriesService,
    ServerDirectory,
  ],
})
export class AnalyticsModule {}
