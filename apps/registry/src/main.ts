import { startService } from '@toolyard/service';
import { RegistryConfig } from './registry.config.js';
import { RegistryModule } from './registry.module.js';

await startService(RegistryModule, RegistryConfig);
