import { loadConfig, startService } from '@toolyard/service';
import { SecretsConfig } from './secrets.config.js';
import { SecretsModule } from './secrets.module.js';

await startService({ name: 'secrets', config: loadConfig(SecretsConfig), module: SecretsModule });
