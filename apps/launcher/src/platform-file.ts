import { services } from '@toolyard/contracts';
import type { PlatformFile } from './data-folder.js';
import { type Layout, serviceUrl } from './processes/layout.js';

/**
 * The content of `toolyard.json`.
 * @param pid number of the process of a service or an engine; null when this platform does not run it
 */
export function platformFile(
  layout: Layout,
  setupUrl: string | null,
  pid: (name: string) => number | null,
): PlatformFile {
  const { data, options } = layout;
  return {
    url: options.publicUrl,
    adminToken: data.adminToken,
    ...(setupUrl === null ? {} : { setupUrl }),
    pid: process.pid,
    services: Object.fromEntries(
      services.map((service) => [service, { pid: pid(service), url: serviceUrl(layout, service) }]),
    ),
    engines: {
      'event-store': { pid: pid('event-store'), url: layout.eventStoreUrl },
      nats: { pid: pid('nats'), url: layout.natsUrl },
      docker: { pid: pid('docker'), url: layout.dockerHost },
    },
  };
}
