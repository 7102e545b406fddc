// apps/gateway/src/front/route-owners.ts from the API documents of the services: which of them answers which path.
import prettier from 'prettier';

const prefix = '/api/v1';
const parameter = /\{[^}]+\}/g;

/** @param documents the API document of each service, by its name */
export async function ownersModule(documents) {
  const owners = new Map();
  for (const [service, { paths }] of Object.entries(documents)) {
    for (const path of Object.keys(paths).filter((each) => each.startsWith(`${prefix}/`))) {
      const pattern = path.slice(prefix.length).replace(parameter, '*');
      const other = owners.get(pattern);
      if (other && other !== service) throw new Error(`${path} is answered by ${other} and by ${service}.`);
      owners.set(pattern, service);
    }
  }
  const lines = shortened(owners).map((row) => `  ${JSON.stringify(row)},`);
  const text = `import type { ServiceName } from '@toolyard/contracts';

/** Made by tools/openapi. Paths below \`${prefix}\`: \`*\` is one segment, a last \`**\` any number of them. */
export const routeOwners: readonly (readonly [path: string, owner: ServiceName])[] = [\n${lines.join('\n')}\n];
`;
  const file = 'apps/gateway/src/front/route-owners.ts';
  return prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
}

/** One row for a first segment below which everything has the same owner. */
function shortened(owners) {
  const first = (path) => `/${path.split('/')[1]}`;
  const below = Map.groupBy(owners, ([path]) => first(path));
  const rows = [...below].flatMap(([segment, all]) =>
    new Set(all.map(([, owner]) => owner)).size === 1 && all.some(([path]) => path !== segment)
      ? [[`${segment}/**`, all[0][1]]]
      : all,
  );
  return rows.sort(([a], [b]) => (a < b ? -1 : 1));
}
