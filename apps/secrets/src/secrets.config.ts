import { CommaSeparated, ServiceConfig } from '@toolyard/service';
import { IsOptional, IsString, Matches } from 'class-validator';
import { type MasterKeyPlace, masterKeyPlace } from './keys/master-key.js';

export class SecretsConfig extends ServiceConfig {
  /** Key-encryption keys, 32 bytes in base64 each, separated by commas; the first is the current one. */
  @IsOptional()
  @IsString()
  TOOLYARD_MASTER_KEY?: string;

  /** File with the same, one per line. Without either, a file is made on the first start. */
  @IsOptional()
  @Matches(/^\//, { message: 'TOOLYARD_MASTER_KEY_FILE must be an absolute path' })
  TOOLYARD_MASTER_KEY_FILE?: string;

  /** Hosts, separated by commas. */
  @CommaSeparated()
  TOOLYARD_PROVIDER_HOSTS: string[] = [];

  /** Where the key-encryption keys are. */
  get masterKeyPlace(): MasterKeyPlace {
    return masterKeyPlace(this);
  }

  /** Hosts (`host` or `host:port`) of OAuth 2.0 providers that may have any address and need no TLS. */
  get providerHosts(): readonly string[] {
    return this.TOOLYARD_PROVIDER_HOSTS;
  }
}
