import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The process's Prometheus registry, served at `/metrics`. */
export const metrics = new Registry();

collectDefaultMetrics({ register: metrics, prefix: 'toolyard_' });

/** Of every HTTP request that a service answers, in seconds. */
export const httpDuration = new Histogram({
  name: 'toolyard_http_request_duration_seconds',
  help: 'Time from the first byte of a request to the last byte of its answer.',
  labelNames: ['method', 'status'],
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
  registers: [metrics],
});
