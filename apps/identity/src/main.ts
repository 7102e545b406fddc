import { startService } from '@toolyard/service';
import { IdentityConfig } from './identity.config.js';
import { IdentityModule } from './identity.module.js';
import { mountOAuth } from './provider/oauth.middleware.js';
import { mountScim } from './scim/scim-http.js';

await startService(IdentityModule, IdentityConfig, {
  configure: (app) => {
    mountOAuth(app);
    mountScim(app);
  },
});
