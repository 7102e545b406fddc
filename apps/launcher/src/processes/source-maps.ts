import { setSourceMapsSupport } from 'node:module';

// Loaded before every service: traces point at the .ts files. `--enable-source-maps` would also read the maps of all
// dependencies, which costs each process 5 MB and a tenth of a second.
setSourceMapsSupport(true, { nodeModules: false });
