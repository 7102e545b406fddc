import { metrics } from '@toolyard/service';
import { Counter, Gauge, Histogram } from 'prom-client';

const registers = [metrics];

export const ingested = new Counter({
  name: 'toolyard_analytics_ingested_total',
  help: 'Rows stored, by table.',
  labelNames: ['table'],
  registers,
});
export const repeated = new Counter({
  name: 'toolyard_analytics_repeated_total',
  help: 'Calls that came again and were not stored twice.',
  registers,
});
export const refused = new Counter({
  name: 'toolyard_analytics_refused_total',
  help: 'Entries that were malformed or of a deleted server, by table.',
  labelNames: ['table'],
  registers,
});
export const insertSeconds = new Histogram({
  name: 'toolyard_analytics_insert_duration_seconds',
  help: 'Time to store and count one batch, by table.',
  labelNames: ['table'],
  buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  registers,
});

/** Values that are asked for when the metrics are read. */
export function gauges(sources: {
  lag: () => Promise<Record<string, number>>;
  rows: () => Promise<Record<string, number>>;
}): void {
  const gauge = (name: string, help: string, label: string, source: () => Promise<Record<string, number>>) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers,
      async collect() {
        const values = await source().catch(() => ({}));
        this.reset();
        for (const [key, value] of Object.entries(values)) this.set({ [label]: key }, value);
      },
    });
  gauge('toolyard_analytics_waiting_messages', 'Messages of a stream that are not stored yet.', 'stream', sources.lag);
  gauge('toolyard_analytics_rows', 'Rows of a table.', 'table', sources.rows);
}
