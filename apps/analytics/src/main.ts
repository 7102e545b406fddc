import { startService } from '@toolyard/service';
import { AnalyticsConfig } from './analytics.config.js';
import { AnalyticsModule } from './analytics.module.js';

await startService(AnalyticsModule, AnalyticsConfig);
