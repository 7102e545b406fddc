// Writes the description of all published events from their types: AsyncAPI 3 for programs and a page for people. With
// --check it writes nothing and says what is stale.
import { fileURLToPath } from 'node:url';
import { publications, streams, subjects, withheldFields } from '../../libs/contracts/dist/index.js';
import { eventSchemas } from './event-schemas.mjs';
import { eventsPage } from './events-page.mjs';
import { writeMade } from './made-files.mjs';

const contracts = (path) => fileURLToPath(new URL(`../../libs/contracts/${path}`, import.meta.url));
const { events, shared, envelope } = eventSchemas({
  declarations: contracts('dist/events/published.d.ts'),
  tsconfig: contracts('tsconfig.json'),
  nouns: Object.keys(publications),
  withheldFields,
});

const component = (kind, name) => ({ $ref: `#/components/${kind}/${name}` });
const byType = (valueOf) => Object.fromEntries(events.map((event) => [event.type, valueOf(event)]));

const document = {
  asyncapi: '3.0.0',
  info: {
    title: 'Toolyard events',
    version: '1.0.0',
    description: 'What happened in an installation, published to NATS. docs/events.md has the promises.',
    license: { name: 'Apache-2.0' },
  },
  defaultContentType: 'application/json',
  servers: {
    nats: {
      host: 'localhost:4222',
      protocol: 'nats',
      description: `JetStream keeps the events in the stream ${streams.events.name}.`,
      security: [component('securitySchemes', 'subscriber')],
    },
  },
  channels: byType(({ noun, type }) => ({
    address: subjects.event(noun, type),
    description: `Of ${publications[noun].about}.`,
    messages: { [type]: component('messages', type) },
  })),
  operations: byType(({ type }) => ({
    action: 'send',
    channel: { $ref: `#/channels/${type}` },
    messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
  })),
  components: {
    securitySchemes: {
      subscriber: { type: 'userPassword', description: 'The user `subscriber`, which reads events.' },
    },
    messages: byType(({ noun, type }) => ({
      name: type,
      contentType: 'application/json',
      summary: `An event of ${publications[noun].stream}, as CloudEvents 1.0.`,
      payload: {
        allOf: [
          component('schemas', 'CloudEvent'),
          {
            type: 'object',
            properties: {
              source: { const: `toolyard/${noun}` },
              type: { const: type },
              subject: { type: 'string', pattern: `^${noun}-.` },
              data: component('schemas', type),
            },
          },
        ],
      },
    })),
    schemas: { CloudEvent: envelope, ...shared, ...byType(({ schema }) => schema) },
  },
};

writeMade(
  { 'docs/asyncapi.json': `${JSON.stringify(document, null, 1)}\n`, 'docs/events.md': eventsPage(events, shared) },
  'is not what the event types of libs/contracts say. Run tools/events and commit it.',
);
