import { startService } from '@toolyard/service';
import { SecretsConfig } from './secrets.config.js';
import { SecretsModule } from './secrets.module.js';

await startService(SecretsModule, SecretsConfig);
