import { loadConfig, runService } from '@toolyard/service';
import type { NextFunction, Request, Response } from 'express';
import { BuildsConfig } from './builds.config.js';
import { BuildsModule } from './builds.module.js';
import { gitHandler } from './git/git-http.js';
import { Repositories } from './git/git-repositories.js';
import { Sources } from './git/sources.js';

const config = loadConfig(BuildsConfig);

await runService({
  name: 'builds',
  config,
  module: BuildsModule.for(config),
  configure: (app) => {
    // Bodies of git are streams of any size, so they are taken before a parser sees them.
    const handler = gitHandler(app.get(Repositories), app.get(Sources));
    app.use('/git', (request: Request, response: Response, _next: NextFunction) => handler(request, response));
  },
});
