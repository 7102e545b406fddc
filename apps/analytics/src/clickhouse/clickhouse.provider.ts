import { HealthChecks } from '@toolyard/service';
import { AnalyticsConfig } from '../analytics.config.js';
import { ClickHouse } from './clickhouse.js';
import { applySchema } from './schema.js';

/** Opens the engine or connects to the server, brings the tables up to date, and reports its health. */
export const clickHouseProvider = {
  provide: ClickHouse,
  useFactory: async (config: AnalyticsConfig, health: HealthChecks): Promise<ClickHouse> => {
    const clickhouse = await ClickHouse.open(config.clickHousePlace);
    await applySchema(clickhouse, config.retention);
    health.add('clickhouse', () => clickhouse.ping());
    return clickhouse;
  },
  inject: [AnalyticsConfig, HealthChecks],
};
