import type { Actor } from './actor.js';

/** Fields of `toolyard.yaml` that a server has without its repository; they replace those of the repository. */
export interface BuildSettings {
  port?: number;
  path?: string | string[];
  start?: string | string[];
  transport?: 'http' | 'stdio';
  sandbox?: 'gvisor';
  health?: { startupSeconds?: number };
  resources?: { memoryMb?: number; cpus?: number; pids?: number };
  root?: string;
  dockerfile?: string;
  install?: string;
  build?: string;
  node?: string;
  python?: string;
  packages?: string[];
  buildSecrets?: string[];
}

/** `buildsettings-<server id>`. */
export interface BuildSettingsEvent {
  type: 'BuildSettingsChanged';
  /** All settings after the change; a field that is absent is decided by the repository. */
  data: { serverId: string; settings: BuildSettings; actor: Actor; at: string };
}
