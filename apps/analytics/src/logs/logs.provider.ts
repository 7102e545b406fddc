import { ClickHouse } from '../clickhouse/clickhouse.js';
import { ServerDirectory } from '../servers/server-directory.js';
import { LogStore } from './logs.store.js';

/** The store of log lines; lines of deleted servers are refused. */
export const logStoreProvider = {
  provide: LogStore,
  useFactory: (clickhouse: ClickHouse, directory: ServerDirectory): Promise<LogStore> =>
    LogStore.open(clickhouse, (serverId) => directory.isDeleted(serverId)),
  inject: [ClickHouse, ServerDirectory],
};
