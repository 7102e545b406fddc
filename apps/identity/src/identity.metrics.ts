import { metrics } from '@toolyard/service';
import { Counter } from 'prom-client';

export const signIns = new Counter({
  name: 'toolyard_identity_sign_ins_total',
  help: 'Attempts to sign in to the dashboard, by how and what became of them: signed_in, refused or limited.',
  labelNames: ['method', 'outcome'],
  registers: [metrics],
});
