import { publications, streams, subjects, withheldFields } from '../../libs/contracts/dist/index.js';

const { name, maxAgeHours, maxBytes, duplicateWindowMinutes } = streams.events;
const days = maxAgeHours / 24;
const withheld = withheldFields.map((field) => `\`${field}\``).join(', ');

const head = `# Events

Made by \`tools/events\` from \`libs/contracts\`. Programs read the same as AsyncAPI 3 at \`<url>/api/asyncapi.json\`
([docs/asyncapi.json](asyncapi.json)), beside the OpenAPI document.

Every change of the platform is an event in the store of the service that owns the thing. The owner publishes it to NATS
for programs outside of the platform.

## Subjects

An event is published on \`toolyard.events.<noun>.<EventType>\`. Subscribe to \`toolyard.events.>\` for all of them,
or to \`toolyard.events.server.*\` for those of servers.

`;

const middle = `
Not published: sign-ins that were refused, refused actions, reads of payloads, alerts, data keys, and reservations of
e-mail addresses. The audit log shows the first three.

## Envelope

The body is a CloudEvent 1.0 in the JSON format. NATS carries \`id\` a second time, as the header \`Nats-Msg-Id\`.

| field             | value                                                                                    |
| ----------------- | ---------------------------------------------------------------------------------------- |
| \`specversion\`     | \`1.0\`                                                                                    |
| \`id\`              | the id of the stored event: the same in every delivery                                   |
| \`source\`          | \`toolyard/<noun>\`                                                                        |
| \`type\`            | the type of the event, such as \`ServerCreated\`                                           |
| \`subject\`         | the stream of the event: the thing that it is about, such as \`server-srv_1\`              |
| \`time\`            | when the event was stored, ISO 8601 UTC; \`at\` in \`data\` is when it was decided           |
| \`datacontenttype\` | \`application/json\`                                                                       |
| \`data\`            | the fields of the event, without ciphertext and digests: never ${withheld} |

## Promises

- **Delivery: at least once.** An event is published after it was stored, and repeated until NATS has stored it. A
  publication that comes again within ${duplicateWindowMinutes} minutes is dropped by JetStream; later it arrives twice.
  A subscriber of the subject sees every publication. Recognise a repetition by \`id\`.
- **Order: that of the stream.** Events of one stream (the field \`subject\`) are published in the order in which they
  were stored. Events of different streams have no order between them. A repetition comes late: skip an event whose
  \`id\` you have seen.
- **Retention.** The JetStream stream \`${name}\` keeps an event for ${days} days,
  and ${maxBytes / 2 ** 20} MiB of events at most; then the oldest go.
  So it does not hold all of history. A copy begins with what the [API](api.md) answers, and events continue it.
- **Versions.** A type only gains fields, and never loses or changes one: ignore fields that you do not know. A changed
  meaning is a new type, and new types come with new versions of the platform: ignore types that you do not know. A
  value of an enumeration can be new as well. \`info.version\` of the AsyncAPI document changes its first number when a
  type goes away.
- **Secrets.** No event carries a secret in clear, and none of the fields named above leaves the store.

## Credentials

Subscribers connect as the NATS user \`subscriber\`, which receives what comes on \`toolyard.events.>\` and may publish
nothing. Its password:

- \`tools/up\`: the file \`DIR/keys/nats-subscriber\`, made at the first start. NATS listens on loopback, so the program
  runs on the same machine; the port is in \`DIR/run/nats.conf\`.
- Docker Compose and Swarm: \`NATS_SUBSCRIBER_PASSWORD\` of your environment file.

All subscribers share this user. To revoke its password, replace it and start NATS again.

The user has no consumer in JetStream, on purpose. A consumer needs requests and acknowledgements, and nats-server
answers them on a subject that the client chooses, without asking whether the client may publish there: an
acknowledgement with the right reply subject deletes a stream. Give a login with JetStream only to a program that you
trust like a service. A subscriber without one reads the state by the API whenever it connects, and receives events from
then on, as \`docs/examples/subscriber\` does: it misses no change of the state, but not every event of a
pause reaches it. [Decision 028](decisions/029-subscribers-without-consumers.md) has the reasons.

## Example

[docs/examples/subscriber](examples/subscriber) keeps a copy of all servers in a file:

\`\`\`sh
cd docs/examples/subscriber && npm ci
NATS_URL=nats://127.0.0.1:4222 NATS_PASSWORD=… TOOLYARD_URL=http://localhost:8080 TOOLYARD_API_KEY=… \\
  node subscriber.js servers.json
\`\`\`

The API key is one with the right \`read\`, of an account that sees all servers.

## Payloads

JSON Schema (draft 7) of \`data\`, for each type. References lead to [Shared types](#shared-types).

`;

/** The page of all events, with the schemas that `eventSchemas` gives. */
export function eventsPage(events, shared) {
  const rows = Object.entries(publications).map(([noun, { owner, stream, about }]) => [
    `\`${subjects.event(noun, '*')}\``,
    `\`${stream}\``,
    about,
    owner,
  ]);
  const payloads = events.map(
    ({ noun, type, schema }) => `### ${type}\n\n\`${subjects.event(noun, type)}\`\n\n${block(schema)}`,
  );
  const types = Object.entries(shared).map(([type, schema]) => `### Type ${type}\n\n${block(schema)}`);
  return [
    head,
    table(['subject', '`subject` of the event', 'about', 'owner'], rows),
    middle,
    `${payloads.join('\n')}\n## Shared types\n\n${types.join('\n')}`,
  ].join('');
}

const block = (schema) => `\`\`\`json\n${JSON.stringify(schema, null, 2)}\n\`\`\`\n`;

const table = (titles, rows) =>
  [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
