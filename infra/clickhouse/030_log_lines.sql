-- Lines of build logs (kind deployment) and runtime logs (kind server); `n` counts from 1 without gaps within a log.
CREATE TABLE IF NOT EXISTS log_lines
(
    kind          Enum8('deployment' = 1, 'server' = 2),
    owner         String CODEC(ZSTD(1)),
    n             UInt64 CODEC(Delta(8), LZ4),
    stage         LowCardinality(String),
    stream        LowCardinality(String),
    at            DateTime64(3, 'UTC') CODEC(Delta(8), LZ4),
    text          String CODEC(ZSTD(1)),
    server_id     LowCardinality(String),
    deployment_id LowCardinality(String),
    container_id  LowCardinality(String),
    -- Position of the delivery in the message stream.
    sequence      UInt64 CODEC(Delta(8), LZ4),
    INDEX sequences sequence TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (kind, owner, n)
SETTINGS index_granularity = 1024, index_granularity_bytes = 1048576;
