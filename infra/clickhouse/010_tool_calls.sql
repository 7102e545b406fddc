-- One row per tool call. No partitions: a batch then becomes one part, so it is stored whole or not at all.
-- Small granules, because a page of calls reads single rows with large payloads out of many of them.
CREATE TABLE IF NOT EXISTS tool_calls
(
    id             String CODEC(ZSTD(1)),
    server_id      LowCardinality(String),
    deployment_id  LowCardinality(String),
    tool           LowCardinality(String),
    user_id        LowCardinality(String),
    user_name      LowCardinality(String),
    client_name    LowCardinality(String),
    client_version LowCardinality(String),
    started_at     DateTime64(3, 'UTC') CODEC(Delta(8), LZ4),
    latency_us     UInt64 CODEC(T64, LZ4),
    class          Enum8('ok' = 1, 'tool_error' = 2, 'protocol_error' = 3, 'denied' = 4,
                         'auth_required' = 5, 'timeout' = 6, 'cancelled' = 7, 'upstream_down' = 8),
    input          String CODEC(ZSTD(1)),
    output         String CODEC(ZSTD(1)),
    error          String CODEC(ZSTD(1)),
    correlation_id String CODEC(ZSTD(1)),
    -- Position of the delivery in the message stream.
    sequence       UInt64 CODEC(Delta(8), LZ4),
    -- Counts stored calls from 1 without repeating: orders calls of the same millisecond, and call_figures remembers up
    -- to which it has counted.
    number         UInt64 CODEC(Delta(8), LZ4),
    INDEX numbers number TYPE minmax GRANULARITY 1,
    INDEX times started_at TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (server_id, started_at)
SETTINGS index_granularity = 2048, index_granularity_bytes = 1048576;
