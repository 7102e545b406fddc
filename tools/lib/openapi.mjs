// Writes the API document of all services, made without starting one, and from it the table of routes, the owners of
// the gateway's paths and the types of its answers. With --check it writes nothing and says what is stale.
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { writeMade } from './made-files.mjs';
import { ownersModule } from './route-owners.mjs';
import { routesPage } from './routes.mjs';

const root = new URL('../../', import.meta.url);
const fromService = createRequire(new URL('libs/service/package.json', root));
const fromDashboard = createRequire(new URL('apps/dashboard/package.json', root));
const load = (path) => import(new URL(path, root));
const loadPackage = async (name) => import(pathToFileURL(fromService.resolve(name)));

const { NestFactory } = await loadPackage('@nestjs/core');
const { DocumentBuilder, SwaggerModule } = await loadPackage('@nestjs/swagger');
const { PlatformModule, ServiceConfig } = await load('libs/service/dist/index.js');
const { mergeOpenApi } = await load('apps/gateway/dist/health/openapi-merge.js');
const { services } = await load('libs/contracts/dist/index.js');

async function configOf(service) {
  const file = `apps/${service}/dist/${service}.config.js`;
  if (!existsSync(new URL(file, root))) return ServiceConfig;
  return (
    Object.values(await load(file)).find(
      (each) => typeof each === 'function' && each.prototype instanceof ServiceConfig,
    ) ?? ServiceConfig
  );
}

/** Nest's preview mode reads decorators and makes no instance, so nothing connects anywhere. */
async function documentOf(service) {
  const exported = await load(`apps/${service}/dist/${service}.module.js`);
  const Module = Object.values(exported).find(
    (each) => typeof each === 'function' && each.name.toLowerCase() === `${service}module`,
  );
  const config = new (await configOf(service))();
  const make = Module.for ?? Module.of ?? Module.forRoot;
  const app = await NestFactory.create(
    {
      module: class Root {},
      imports: [
        PlatformModule.forRoot({ name: service, config, eventStore: true }),
        make ? make.call(Module, config) : Module,
      ],
    },
    { preview: true, logger: ['error'], abortOnError: false },
  );
  const info = new DocumentBuilder()
    .setTitle(`Toolyard ${service}`)
    .setVersion('1')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  return SwaggerModule.createDocument(app, info);
}

const documents = {};
for (const service of services) documents[service] = JSON.parse(JSON.stringify(await documentOf(service)));
const merged = mergeOpenApi(documents, 'http://localhost:8080');
const { default: openapiTS, astToString } = fromDashboard('openapi-typescript');
const types = astToString(await openapiTS(merged, { alphabetize: true, defaultNonNullable: false }));

const files = {
  'docs/openapi.json': `${JSON.stringify(merged, null, 1)}\n`,
  'docs/routes.md': routesPage(merged),
  'apps/gateway/src/front/route-owners.ts': await ownersModule(documents),
  'libs/contracts/src/api/schema.ts': `/** Made by tools/openapi from docs/openapi.json. */\n\n${types}`,
};
writeMade(files, 'is not what the services answer. Run tools/openapi and commit it.');
