import { loadConfig, startService } from '@toolyard/service';
import { IdentityConfig } from './identity.config.js';
import { IdentityModule } from './identity.module.js';

await startService({ name: 'identity', config: loadConfig(IdentityConfig), module: IdentityModule });
