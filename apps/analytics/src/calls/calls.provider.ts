import { ClickHouse } from '../clickhouse/clickhouse.js';
import { ServerDirectory } from '../servers/server-directory.js';
import { CallStore } from './calls.store.js';

/** The store of calls; calls of deleted servers are refused. */
export const callStoreProvider = {
  provide: CallStore,
  useFactory: (clickhouse: ClickHouse, directory: ServerDirectory): Promise<CallStore> =>
    CallStore.open(clickhouse, (serverId) => directory.isDeleted(serverId)),
  inject: [ClickHouse, ServerDirectory],
};
