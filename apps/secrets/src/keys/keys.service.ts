import { Injectable } from '@nestjs/common';
import { EventStore } from '@toolyard/event-store';
import { KeyedMutex } from '@toolyard/service';
import { SecretsConfig } from '../secrets.config.js';
import { rotate, type Rotation } from './rotation.js';

/** Key-encryption keys of the running service. */
@Injectable()
export class KeysService {
  private readonly mutex = new KeyedMutex();

  constructor(
    private readonly store: EventStore,
    private readonly config: SecretsConfig,
  ) {}

  /** A new key-encryption key for everything stored. Other replicas read it when they need it. */
  rotate(): Promise<Rotation> {
    return this.mutex.runExclusive('rotation', () => rotate(this.store, this.config.masterKeyPlace));
  }
}
