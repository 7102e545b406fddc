import { metrics } from '@toolyard/service';
import { Counter, Gauge, Histogram } from 'prom-client';

export const buildsQueued = new Gauge({
  name: 'toolyard_builds_queued',
  help: 'Deployments that wait for a worker.',
  registers: [metrics],
});
export const buildsRunning = new Gauge({
  name: 'toolyard_builds_running',
  help: 'DeploymentsService that run in this process.',
  registers: [metrics],
});
export const buildDuration = new Histogram({
  name: 'toolyard_build_duration_seconds',
  help: 'Time from taking a build from the queue to its end.',
  labelNames: ['outcome'],
  buckets: [1, 3, 10, 30, 100, 300, 1000],
  registers: [metrics],
});
export const webhooksReceived = new Counter({
  name: 'toolyard_github_webhooks_total',
  help: 'Webhooks of GitHub by what became of them: accepted, ignored or refused.',
  labelNames: ['verdict'],
  registers: [metrics],
});
