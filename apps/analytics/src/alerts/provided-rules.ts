import type { AlertRule } from '@toolyard/contracts';

/** Alerts that every installation begins with. Edited and deleted ones stay as they were made. */
export const providedRules: Record<string, AlertRule> = {
  alr_error_rate: {
    name: 'Many calls fail',
    measure: 'error_rate',
    scope: 'each',
    threshold: 0.25,
    recoverAt: 0.15,
    windowMinutes: 15,
    minimumCalls: 20,
    channelIds: 'all',
    enabled: true,
  },
  alr_slow: {
    name: 'Calls are slow',
    measure: 'p95',
    scope: 'each',
    threshold: 30_000,
    recoverAt: 20_000,
    windowMinutes: 15,
    minimumCalls: 20,
    channelIds: 'all',
    enabled: true,
  },
  alr_failed_deployment: {
    name: 'A deployment failed',
    measure: 'failed_deployment',
    scope: 'each',
    threshold: 1,
    recoverAt: 0,
    windowMinutes: 60,
    minimumCalls: 0,
    channelIds: 'all',
    enabled: true,
  },
};
