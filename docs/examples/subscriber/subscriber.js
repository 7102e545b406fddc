// Keeps a copy of all servers of a Toolyard installation in a file: node subscriber.js servers.json
// The API answers what is there; events continue it. docs/events.md has the promises that this relies on.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from '@nats-io/transport-node';

const { NATS_URL, NATS_PASSWORD, TOOLYARD_URL, TOOLYARD_API_KEY } = process.env;
const file = process.argv[2] ?? 'servers.json';
const rememberedIds = 10_000;

/** `seen` has the ids of the last events: each event counts once, also after a restart. */
const { servers, seen } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { servers: {}, seen: [] };
const seenIds = new Set(seen);

/** A file that is replaced as a whole is never half written, whenever the process dies. */
function save() {
  writeFileSync(`${file}.new`, JSON.stringify({ servers, seen: [...seenIds].slice(-rememberedIds) }, null, 2));
  renameSync(`${file}.new`, file);
}

/** Changes the copy by an event; a type that is not listed changes nothing. */
function apply({ id, type, data: { serverId, actor: _actor, at: _at, ...fields } }) {
  if (seenIds.has(id)) return console.log(`skipped ${id}: seen before`);
  seenIds.add(id);
  if (type === 'ServerCreated') servers[serverId] = { ...fields, disabled: false };
  if (type === 'ServerDeleted' || type === 'ServerAbandoned') delete servers[serverId];
  if (servers[serverId]) {
    if (type === 'ServerEdited') Object.assign(servers[serverId], fields);
    if (type === 'ServerDisabled') servers[serverId].disabled = true;
    if (type === 'ServerEnabled') servers[serverId].disabled = false;
  }
  save();
  console.log(`applied ${id}: ${type} of ${serverId}`);
}

/** The fields that events of servers carry; the API answers more, which other events change. */
const kept = ({ slug, name, description, visibility, access, source, auth, replicas, headers, limits, disabled }) => ({
  slug,
  name,
  description,
  visibility,
  access,
  source,
  auth,
  replicas,
  headers,
  limits,
  disabled,
});

/** Replaces the copy by what the API answers, page by page, disabled servers too. */
async function readAll() {
  const found = {};
  for (let cursor = ''; cursor !== null;) {
    const page = await fetch(
      `${TOOLYARD_URL}/api/v1/servers?deactivated=true&limit=100${cursor && `&cursor=${cursor}`}`,
      {
        headers: { authorization: `Bearer ${TOOLYARD_API_KEY}` },
        signal: AbortSignal.timeout(10_000),
      },
    );
    if (!page.ok) throw new Error(`The API answered ${page.status}.`);
    const { items, nextCursor } = await page.json();
    for (const server of items) found[server.id] = kept(server);
    cursor = nextCursor;
  }
  for (const id of Object.keys(servers)) delete servers[id];
  Object.assign(servers, found);
  save();
  console.log(`read ${Object.keys(servers).length} servers`);
}

const connection = await connect({
  servers: NATS_URL,
  user: 'subscriber',
  pass: NATS_PASSWORD,
  name: 'example subscriber',
  maxReconnectAttempts: -1,
});

// Events wait here while the API is read. What the answer has already is applied again and leads to the same state.
const waiting = [];
let reading = true;
connection.subscribe('toolyard.events.server.*', {
  callback: (error, message) => {
    if (error) throw error;
    const event = message.json();
    if (reading) waiting.push(event);
    else apply(event);
  },
});

async function synchronise() {
  reading = true;
  await connection.flush();
  await readAll();
  reading = false;
  for (const event of waiting.splice(0)) apply(event);
}

await synchronise();
console.log('following');
for await (const { type } of connection.status()) {
  // What was published while the connection was down did not arrive.
  if (type === 'reconnect') await synchronise();
}
