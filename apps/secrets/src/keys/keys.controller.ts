import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow } from '@toolyard/service';
import type { Rotation } from './rotation.js';
import { KeysService } from './keys.service.js';

/** Reached on the service's own address by `tools/rotate-keys`; the gateway does not route it. */
@ApiExcludeController()
@Controller('api/v1/keys')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  /**
   * Wraps every data key with a new key-encryption key. Nothing stops meanwhile; an interrupted rotation goes on when
   * this is called again.
   */
  @Post('rotate')
  @Allow(['admin'], { stepUp: true })
  @HttpCode(200)
  rotate(): Promise<Rotation> {
    return this.keys.rotate();
  }
}
