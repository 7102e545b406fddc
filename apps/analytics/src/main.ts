import { loadConfig, startService } from '@toolyard/service';
import { AnalyticsConfig } from './analytics.config.js';
import { AnalyticsModule } from './analytics.module.js';

await startService({ name: 'analytics', config: loadConfig(AnalyticsConfig), module: AnalyticsModule });
