import { subjects } from '@toolyard/contracts';
import type { PublishBatch } from '../mcp/recording/call-publisher.js';
import type { PlatformLink } from './platform-link.js';

/** Publishes batches of recorded calls to JetStream. Rejects until JetStream acknowledges; one id is stored once. */
export function publishCallsTo(link: PlatformLink): PublishBatch {
  return async (json, id) => {
    const { messaging } = link.require();
    await messaging.publish(subjects.calls(), Buffer.from(json), { id });
  };
}
