import { startService } from '@toolyard/service';
import { RuntimeConfig } from './runtime.config.js';
import { RuntimeModule } from './runtime.module.js';

await startService(RuntimeModule, RuntimeConfig);
