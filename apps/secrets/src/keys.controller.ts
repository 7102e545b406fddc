import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ApiErrors } from '@toolyard/service';
import type { Rotation } from './rotation.js';
import { Secrets } from './secrets.js';

class RotationDto implements Rotation {
  @ApiProperty({ description: 'Id of the key-encryption key that wraps everything now.' })
  keyId!: string;
  @ApiProperty({ description: 'An earlier rotation that had stopped was finished; no new one was begun.' })
  resumed!: boolean;
  @ApiProperty({ type: 'integer' })
  rewrapped!: number;
  @ApiProperty({ type: [String], description: 'Ids of the keys that nothing needs any more.' })
  retired!: string[];
}

@ApiTags('Keys')
@ApiBearerAuth()
@Controller('api/v1/keys')
export class KeysController {
  constructor(private readonly secrets: Secrets) {}

  @Post('rotate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Wrap every data key with a new key-encryption key', description: 'Nothing stops meanwhile. An interrupted rotation goes on when this is called again.' })
  @ApiOkResponse({ type: RotationDto })
  @ApiErrors('conflict')
  rotate(): Promise<RotationDto> {
    return this.secrets.rotate();
  }
}
