import { metrics } from '@toolyard/service';
import { Counter } from 'prom-client';

const deliveries = new Counter({
  name: 'toolyard_secrets_deliveries_total',
  help:
    'Requests of other services for variables and credentials, by kind and what became of them: ' +
    'delivered or refused.',
  labelNames: ['kind', 'outcome'],
  registers: [metrics],
});

export const tokenRenewals = new Counter({
  name: 'toolyard_secrets_token_renewals_total',
  help:
    'Renewals of access tokens at OAuth 2.0 providers, by what became of them: renewed, expired, failed ' +
    'or unreachable.',
  labelNames: ['outcome'],
  registers: [metrics],
});

export async function countedDelivery<T>(kind: 'variables' | 'credentials' | 'github', work: Promise<T>): Promise<T> {
  try {
    const reply = await work;
    deliveries.inc({ kind, outcome: 'delivered' });
    return reply;
  } catch (error) {
    deliveries.inc({ kind, outcome: 'refused' });
    throw error;
  }
}
