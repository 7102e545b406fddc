import { startService } from '@toolyard/service';
import type { NextFunction, Request, Response } from 'express';
import { BuildsConfig } from './builds.config.js';
import { BuildsModule } from './builds.module.js';
import { gitHandler } from './git/git-http.js';
import { GitQuotas } from './git/git-quotas.js';
import { GitRights } from './git/git-rights.js';
import { Pushes } from './git/pushes.js';
import { Repositories } from './repositories/git-repositories.js';
import { WebhookReceiver } from './webhooks/webhook-receiver.js';

await startService(BuildsModule, BuildsConfig, {
  configure: (app) => {
    // Bodies of git are streams of any size, so they are taken before a parser reads them.
    const handler = gitHandler(app.get(Repositories), app.get(GitRights), app.get(Pushes), app.get(GitQuotas));
    app.use('/webhooks/github', app.get(WebhookReceiver).handler);
    app.use('/git', (request: Request, response: Response, _next: NextFunction) => handler(request, response));
  },
});
