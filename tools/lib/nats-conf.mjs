import { writeFileSync } from 'node:fs';
import { deniedSubjects, services, streams } from '../../libs/contracts/dist/index.js';

// Writes infra/nats/nats.conf from the permissions of libs/contracts: node tools/lib/nats-conf.mjs

const entry = (user, permissions) =>
  `    { user: ${user}, password: $NATS_${user.toUpperCase()}_PASSWORD, permissions: ${JSON.stringify(permissions)} }`;
const users = services.map((service) => {
  const { publish, subscribe } = deniedSubjects(service);
  return entry(service, { publish: { deny: publish }, subscribe: { deny: subscribe } });
});
const events = { publish: { deny: ['>'] }, subscribe: { allow: streams.events.subjects } };

writeFileSync(
  new URL('../../infra/nats/nats.conf', import.meta.url),
  `# NATS for docker-compose.yml and the Swarm stack; tools/up writes its own with a random port.
# Made from libs/contracts by tools/lib/nats-conf.mjs, which a test compares.
server_name: toolyard
listen: "127.0.0.1:4222"
max_payload: 8MB

# A user for each service, and one for programs outside, which reads events and nothing else. A password begins with a
# letter: nats-server reads digits as a number.
authorization {
  users: [
${[...users, entry('subscriber', events)].join('\n')}
  ]
}

jetstream {
  store_dir: /data
  max_memory_store: 64MB
  max_file_store: 16GB
}
`,
);
