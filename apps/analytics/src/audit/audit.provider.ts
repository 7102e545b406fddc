import { ClickHouse } from '../clickhouse/clickhouse.js';
import { AuditStore } from './audit.store.js';

/** The store of the audit log. */
export const auditStoreProvider = {
  provide: AuditStore,
  useFactory: (clickhouse: ClickHouse): Promise<AuditStore> => AuditStore.open(clickhouse),
  inject: [ClickHouse],
};
