import { type ServiceName, services } from '../installation/services.js';
import { buckets, subjects } from './subjects.js';

/** Who writes a bucket; all services read all. Buckets that are not named here are written by any service. */
const writers: Partial<Record<keyof typeof buckets, ServiceName[]>> = {
  routes: ['runtime'],
  access: ['identity'],
  loginSessions: ['identity'],
  rateLimits: ['identity'],
  passkeyChallenges: ['identity'],
  lastSeen: ['identity', 'gateway'],
  sessions: ['gateway'],
  webhookDeliveries: ['builds'],
  sboms: ['builds'],
  githubSetups: ['builds'],
  oauthRequests: ['identity'],
  oauthGrants: ['identity'],
  oauthRegistrations: ['identity'],
  oauthClients: ['identity'],
  oauthKeys: ['identity'],
};

const publishers: [subject: string, ServiceName[]][] = [
  [subjects.build('*'), ['builds']],
  [subjects.githubWebhook(), ['builds']],
  [subjects.calls(), ['gateway']],
  [subjects.deploymentLog('*'), ['builds', 'runtime']],
  [subjects.serverLog('*'), ['runtime']],
];

/** What a user of NATS may not do, as subjects in the form of the configuration of nats-server. */
export interface DeniedSubjects {
  publish: string[];
  subscribe: string[];
}

/**
 * Keeps a service from what only others do: to write their buckets and streams, and to answer requests in their place.
 */
export function deniedSubjects(service: ServiceName): DeniedSubjects {
  const ofOthers = (Object.keys(writers) as (keyof typeof buckets)[]).filter(
    (name) => !writers[name]!.includes(service),
  );
  return {
    publish: [
      ...ofOthers.flatMap((name) => writingBucket(buckets[name])),
      ...publishers.filter(([, allowed]) => !allowed.includes(service)).map(([subject]) => subject),
    ],
    subscribe: services.filter((other) => other !== service).map((other) => `${other}.>`),
  };
}

/** Keys are subjects, and a bucket is a stream (ADR-8 of NATS). */
const writingBucket = (bucket: string): string[] => [
  `$KV.${bucket}.>`,
  ...['UPDATE', 'PURGE', 'DELETE', 'MSG.DELETE'].map((change) => `$JS.API.STREAM.${change}.KV_${bucket}`),
];
