import { loadConfig, ServiceConfig, startService } from '@toolyard/service';
import { RegistryModule } from './registry.module.js';

await startService({ name: 'registry', config: loadConfig(ServiceConfig), module: RegistryModule });
