-- One row per entry of the audit log, made from the event with the same id. Rows outlive what they are about.
CREATE TABLE IF NOT EXISTS audit
(
    -- Counts entries from 1: the order of the list.
    number         UInt64 CODEC(Delta(8), LZ4),
    id             String CODEC(ZSTD(1)),
    at             DateTime64(3, 'UTC') CODEC(Delta(8), LZ4),
    type           LowCardinality(String),
    actor_kind     LowCardinality(String),
    actor_id       LowCardinality(String),
    actor_name     LowCardinality(String),
    -- The account behind an API key, else the actor's own id.
    account        LowCardinality(String),
    address        LowCardinality(String),
    correlation_id String CODEC(ZSTD(1)),
    subject_kind   LowCardinality(String),
    subject_id     String CODEC(ZSTD(1)),
    subject_name   String CODEC(ZSTD(1)),
    server_id      LowCardinality(String),
    summary        String CODEC(ZSTD(1)),
    -- JSON: a list of {field, from, to}.
    changes        String CODEC(ZSTD(1)),
    -- Where the event stands, and in which event store: where following goes on after a restart.
    position       UInt64 CODEC(Delta(8), LZ4),
    store          LowCardinality(String),
    INDEX ids id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX times at TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY number
SETTINGS index_granularity = 1024;
