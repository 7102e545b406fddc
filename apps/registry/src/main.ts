import { ServiceConfig, startService } from '@toolyard/service';
import { RegistryModule } from './registry.module.js';

await startService(RegistryModule, ServiceConfig);
