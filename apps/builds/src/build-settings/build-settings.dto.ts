import { ApiPropertyOptional } from '@nestjs/swagger';
import type { BuildSettings } from '@toolyard/contracts';
import { Allow } from 'class-validator';

const commandSchema = { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };

/** The values are checked as those of `toolyard.yaml` are, in `build-fields.ts`. */
export class BuildSettingsDto implements BuildSettings {
  @ApiPropertyOptional({ description: 'Port on which the server listens.', example: 8080 })
  @Allow()
  port?: number;

  @ApiPropertyOptional({ ...commandSchema, description: 'Path of the MCP endpoint, or up to five.', example: '/mcp' })
  @Allow()
  path?: string | string[];

  @ApiPropertyOptional({ ...commandSchema, description: 'Starts the server.', example: 'node server.js' })
  @Allow()
  start?: string | string[];

  @ApiPropertyOptional({ enum: ['http', 'stdio'], description: '`stdio` is bridged to HTTP.' })
  @Allow()
  transport?: 'http' | 'stdio';

  @ApiPropertyOptional({ enum: ['gvisor'], description: 'Runs containers in gVisor, where the engine has `runsc`.' })
  @Allow()
  sandbox?: 'gvisor';

  @ApiPropertyOptional({ type: Object, description: '`startupSeconds`: how long it may take until it answers MCP.' })
  @Allow()
  health?: { startupSeconds?: number };

  @ApiPropertyOptional({ type: Object, description: 'Limits of a container: `memoryMb`, `cpus`, `pids`.' })
  @Allow()
  resources?: { memoryMb?: number; cpus?: number; pids?: number };

  @ApiPropertyOptional({ description: 'Folder that is built.', example: 'packages/server' })
  @Allow()
  root?: string;

  @ApiPropertyOptional({ description: 'Path of the Dockerfile to build.', example: 'docker/Dockerfile' })
  @Allow()
  dockerfile?: string;

  @ApiPropertyOptional({ description: 'Installs the dependencies.', example: 'npm ci' })
  @Allow()
  install?: string;

  @ApiPropertyOptional({ description: 'Compiles the server.', example: 'npm run build' })
  @Allow()
  build?: string;

  @ApiPropertyOptional({ description: 'Version of Node, or a range.', example: '22' })
  @Allow()
  node?: string;

  @ApiPropertyOptional({ description: 'Version of Python.', example: '3.12' })
  @Allow()
  python?: string;

  @ApiPropertyOptional({ type: [String], description: 'Packages of Debian for the build and the image.' })
  @Allow()
  packages?: string[];

  @ApiPropertyOptional({
    type: [String],
    description: 'Names of variables whose values steps of the build read as BuildKit secrets.',
    example: ['NPM_TOKEN'],
  })
  @Allow()
  buildSecrets?: string[];
}
