import { metrics } from '@toolyard/service';
import { Counter, Gauge, Histogram } from 'prom-client';

export const containersByState = new Gauge({
  name: 'toolyard_containers',
  help: 'Containers of this installation by state.',
  labelNames: ['state'],
  registers: [metrics],
});
export const restartsTotal = new Counter({
  name: 'toolyard_container_restarts_total',
  help: 'Replicas of live deployments that ended and were scheduled to start again.',
  registers: [metrics],
});
export const candidatesTotal = new Counter({
  name: 'toolyard_candidates_total',
  help: 'Candidates by outcome.',
  labelNames: ['outcome'],
  registers: [metrics],
});
export const reconcileDuration = new Histogram({
  name: 'toolyard_reconcile_duration_seconds',
  help: 'Time to reconcile one server.',
  buckets: [0.01, 0.05, 0.2, 1, 5, 20],
  registers: [metrics],
});
