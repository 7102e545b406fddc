-- Figures of the calls by minute, hour and day: for all servers together, for each server, and (by hour and day) for
-- each tool of a server.
-- `counted` says up to which tool_calls.number a row counts. All rows of one counting are one insert, so one part:
-- counted whole or not at all.
CREATE TABLE IF NOT EXISTS call_figures
(
    level      Enum8('all' = 1, 'server' = 2, 'tool' = 3),
    grain      Enum8('minute' = 1, 'hour' = 2, 'day' = 3),
    server_id  LowCardinality(String),
    tool       LowCardinality(String),
    at         DateTime('UTC'),
    class      Enum8('ok' = 1, 'tool_error' = 2, 'protocol_error' = 3, 'denied' = 4,
                     'auth_required' = 5, 'timeout' = 6, 'cancelled' = 7, 'upstream_down' = 8),
    calls      SimpleAggregateFunction(sum, UInt64),
    latency_us SimpleAggregateFunction(sum, UInt64),
    users      AggregateFunction(uniq, String),
    -- Latency distribution: bucket k holds the calls that took from 2^(k/32) up to 2^((k+1)/32) microseconds.
    latencies  SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)),
    last_at    SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    counted    SimpleAggregateFunction(max, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY (level, grain, server_id, tool, at, class)
SETTINGS index_granularity = 256;
